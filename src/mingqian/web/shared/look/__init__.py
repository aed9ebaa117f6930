"""The parts of the visual language; pages use them through the tags of `mq`."""
