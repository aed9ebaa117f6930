"""Names of invented people and firms."""

from mingqian.imports.invented.stream import Stream

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
)
_GIVEN_MALE = (
    "建国志强国栋立民长青学军广林海涛文斌振华家骏春生新民庆云德胜传贵向东明哲"
    "子轩宇航浩然博文俊杰鹏程晓峰永强世昌守义玉成兆平大伟振勇光磊建军文凯志超"
)
_GIVEN_FEMALE = (
    "秀英桂兰淑珍玉梅丽华晓燕雪梅文清若兰素芬春霞秋月海霞婷婷欣怡雨桐梦琪"
    "佳慧静怡晓琳凤英爱华红梅月娥翠萍彩云玉敏文静雅丽秀芳小艳丽娟"
)

_FIRST = (
    "恒永宏瑞金鑫盛天华中正德信诚和安泰兴旺广福祥嘉佳美新远腾卓锦"
    "荣昌丰裕润康博立顺通同联众聚汇万百千大鼎隆昊晟睿弘凯翔骏晨民"
)
_SECOND = (
    "泰固盛丰桥源世成业正润达义信瑞庆康隆发通临祥兴旺和腾创宇海锦"
    "荣昌利裕泽宁博远顺力邦鼎升凯星辰丽佳洋木峰林原合景元光图川诺"
)
BRANDS = len(_FIRST) * len(_SECOND)
# Coprime to the number of brands, so that neighbours in the register do not sound alike.
_STEP = 1_009


def person_name(stream: Stream, *, female: bool) -> str:
    """Return a name of a person."""
    given = _GIVEN_FEMALE if female else _GIVEN_MALE
    at = 2 * stream.below(len(given) // 2)
    # One in five is called by one character, as people are.
    return stream.pick(_SURNAMES) + given[at + stream.below(5) // 4 : at + 2]


def brand(seed: str, index: int) -> str:
    """Return a trade name that no other firm of the register has.

    Two characters give some 3,800 names; larger registers get a third one, then a fourth.
    """
    offset = Stream(seed, "brand").below(BRANDS)
    round_, place = divmod(index, BRANDS)
    number = (place * _STEP + offset) % BRANDS
    name = _FIRST[number // len(_SECOND)] + _SECOND[number % len(_SECOND)]
    while round_:
        round_, extra = divmod(round_ - 1, len(_SECOND))
        name += _SECOND[extra]
    return name
