"""Layout and components that two or more faces use; the tags are in `web/templatetags/mq.py`."""
