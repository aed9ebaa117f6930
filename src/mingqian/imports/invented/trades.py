"""What the firms of a work-safety county do: sectors, industries, products, legal forms.

The mix is ours: commerce and light industry are many, mines and fireworks are few, as in every
county register. Industry codes are those of GB/T 4754-2017.
"""

from dataclasses import dataclass

COMPANY = (("有限公司", 70), ("有限责任公司", 12), ("股份有限公司", 2), ("厂", 16))
DANGEROUS = (("有限公司", 86), ("有限责任公司", 12), ("股份有限公司", 2))
SHOP = (("有限公司", 34), ("商行", 26), ("经营部", 24), ("店", 16))
PLACE = (("", 60), ("有限公司", 40))
STATION = (("加油站", 70), ("石油销售有限公司加油站", 30))
MINE = (("矿业有限公司", 80), ("矿业有限责任公司", 20))


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of firm.

    Attributes:
        weight: firms of 1,000.
        sector: name of the sector as registers write it.
        industry: GB/T 4754-2017.
        products: the middle of the firm's name.
        forms: the end of the name with weights.
        scope: business scope.
        licensed: whether the sector follows from a licence and is always written.
    """

    weight: int
    sector: str
    industry: str
    products: tuple[str, ...]
    forms: tuple[tuple[str, int], ...]
    scope: str
    licensed: bool = False


TRADES = (
    Trade(17, "危险化学品", "5265", ("",), STATION, "汽油、柴油零售", licensed=True),
    Trade(
        9, "危险化学品", "2614", ("化工", "新材料"), DANGEROUS, "有机化学原料制造", licensed=True
    ),
    Trade(4, "危险化学品", "2641", ("涂料", "漆业"), DANGEROUS, "涂料制造、销售", licensed=True),
    Trade(4, "危险化学品", "5942", ("仓储",), DANGEROUS, "危险化学品仓储", licensed=True),
    Trade(
        16, "危险化学品", "5169", ("化工贸易", "气体"), DANGEROUS, "化工产品批发", licensed=True
    ),
    Trade(5, "非煤矿山", "1011", ("石灰岩", "石膏"), MINE, "石灰石、石膏露天开采"),
    Trade(6, "非煤矿山", "1019", ("砂石", "建筑石料"), MINE, "建筑用砂石开采、加工"),
    Trade(2, "烟花爆竹", "2672", ("烟花", "花炮"), DANGEROUS, "烟花、爆竹制造", licensed=True),
    Trade(12, "烟花爆竹", "5299", ("烟花爆竹",), SHOP, "烟花爆竹零售", licensed=True),
    Trade(7, "冶金", "3130", ("钢管", "轧钢"), COMPANY, "钢压延加工"),
    Trade(4, "冶金", "3140", ("铁合金", "冶金炉料"), COMPANY, "铁合金冶炼"),
    Trade(8, "有色", "3252", ("铝业", "铝型材"), COMPANY, "铝压延加工"),
    Trade(4, "有色", "3251", ("铜业",), COMPANY, "铜压延加工"),
    Trade(34, "建材", "3021", ("水泥制品", "管桩"), COMPANY, "水泥制品制造"),
    Trade(26, "建材", "3031", ("新型建材", "砖瓦"), COMPANY, "砖瓦及建筑砌块制造"),
    Trade(12, "建材", "3041", ("玻璃制品",), COMPANY, "玻璃制造、加工"),
    Trade(52, "机械", "3311", ("金属结构", "钢结构"), COMPANY, "金属结构制造"),
    Trade(48, "机械", "3484", ("机械配件", "精密机械"), COMPANY, "机械零部件加工"),
    Trade(34, "机械", "3670", ("汽车配件",), COMPANY, "汽车零部件及配件制造"),
    Trade(24, "机械", "3393", ("精密铸造", "锻造"), COMPANY, "锻件制造"),
    Trade(38, "轻工", "1312", ("面粉", "粮油食品"), COMPANY, "小麦加工、销售"),
    Trade(40, "轻工", "2110", ("家具", "家居用品"), COMPANY, "木质家具制造"),
    Trade(42, "轻工", "2021", ("木业", "板材"), COMPANY, "胶合板制造"),
    Trade(26, "轻工", "2319", ("包装", "印务"), COMPANY, "包装装潢印刷"),
    Trade(22, "轻工", "1353", ("食品", "肉制品"), COMPANY, "肉制品加工"),
    Trade(30, "纺织", "1711", ("纺织", "棉纺"), COMPANY, "棉纺纱加工"),
    Trade(24, "纺织", "1819", ("服装", "服饰"), COMPANY, "机织服装制造"),
    Trade(12, "纺织", "1771", ("家纺",), COMPANY, "床上用品制造"),
    Trade(1, "烟草", "1610", ("烟叶复烤",), DANGEROUS, "烟叶复烤"),
    Trade(46, "商贸", "5211", ("百货", "副食", "日杂"), SHOP, "日用百货、食品零售"),
    Trade(44, "商贸", "5212", ("超市", "购物中心"), PLACE, "日用百货、食品零售"),
    Trade(97, "商贸", "5174", ("五金", "机电"), SHOP, "五金产品批发、零售"),
    Trade(64, "商贸", "6210", ("酒楼", "饭店", "大酒店"), PLACE, "餐饮服务"),
    Trade(36, "商贸", "6110", ("宾馆", "商务酒店"), PLACE, "住宿服务"),
    Trade(54, "商贸", "5263", ("汽车用品", "汽配"), SHOP, "汽车零配件零售"),
    Trade(30, "商贸", "5930", ("冷链物流", "冷藏"), COMPANY, "低温仓储"),
    Trade(24, "化工", "2912", ("橡胶", "胶带"), COMPANY, "橡胶板、管、带制造"),
    Trade(12, "医药", "2730", ("中药饮片",), COMPANY, "中药饮片加工"),
    Trade(30, "其他工矿商贸生产经营单位", "4210", ("再生资源",), COMPANY, "金属废料回收加工"),
)
KEY_SECTORS = frozenset({"危险化学品", "非煤矿山", "烟花爆竹", "冶金", "有色"})
EXPERTISE = (
    "危险化学品",
    "非煤矿山",
    "烟花爆竹",
    "冶金",
    "有色",
    "建材",
    "机械",
    "轻工",
    "纺织",
    "商贸",
)
