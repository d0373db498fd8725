"""Names for people who do not exist, distributed as a Guangdong staff list would have them.

The shares of surnames follow the order of commonness generally known for the Pearl River delta
(陈, 李 and 黄 before the northern 王); they are round figures of our own, not a data set.
"""

import random
from collections.abc import Sequence

from academy.people.enums import Sex

_SURNAMES = """
陈 1050 李 760 黄 700 张 560 梁 480 林 460 刘 450 吴 380 王 360 罗 260 杨 250 何 240 郑 220 谢 215
叶 200 曾 190 邓 190 周 185 钟 175 朱 170 彭 150 卢 150 袁 150 赖 130 冯 130 刁 20 温 120 莫 120
徐 115 苏 115 蔡 115 赵 110 廖 110 胡 105 许 100 马 90 黎 180 江 85 余 85 潘 85 邱 80 萧 40 肖 60
邹 75 范 70 唐 70 方 70 孙 70 郭 70 高 60 姚 60 欧 60 尹 60 麦 60 戴 55 古 55 魏 50 丁 50 万 45
祁 45 香 10 詹 45 巫 30 卫 30 房 25 区 35 冼 25 阮 25 凌 25 简 25 翟 20 单 8 仇 6
覃 25 韦 25 龙 25 谭 60 熊 25 汤 35 韩 25 董 25 沈 25 宋 30 程 30 曹 30 夏 20 石 25 任 20 柯 15
游 20 甘 20 骆 15 司徒 12 欧阳 30 上官 4 诸葛 2
"""
_MALE = (
    "志 伟 强 明 建 华 国 军 文 杰 俊 辉 健 勇 海 涛 浩 宇 鹏 飞 林 龙 平 荣 锋 斌 波 庆 永 光 "
    "家 豪 锐 坚 毅 恒 松 柏 柱 权 根 沛 泽 润 炜 灿 焕 熙 祥 禄 福 耀 辰 达 远 钊 铭 铿 雄 霖"
)
_FEMALE = (
    "丽 敏 芳 静 燕 玲 娟 婷 霞 红 梅 慧 雪 莉 萍 洁 琳 倩 颖 怡 欣 嘉 瑶 琪 晓 映 美 秀 英 兰 "
    "凤 珍 玉 月 芬 蓉 薇 雯 诗 思 韵 妍 姗 淑 惠 媚 翠 银 彩 碧 莹 菲 蕾 巧 带 好 笑 细 妹 群"
)
_SHARED = (
    "子 晓 文 思 嘉 泳 梓 浩 凯 乐 雨 天 泽 一 安 宁 逸 景 雅 可 柏 智 卓 启 信 仁 礼 德 伊 羽"
)
# Characters of real names that GBK lacks, among them some beyond the Basic Multilingual Plane.
RARE = "䶮 㛃 㵑 㙍 㛚 𫖯 𬱟 𬀩 𠅤 𫍯 𬍛 𬬭 𬭎 𫘜 𬘘 𣲗 㳚 堃 玥 翀 祎 珺 骉 龑 赟 彧 垚 喆"
# Names of minority peoples as identity cards print them.
_MINORITY = "阿依古丽·买买提 卓玛央宗 巴图·苏和 古丽娜尔·艾山 扎西次仁 努尔兰·哈德尔 玛依拉·吐逊"

RARE_SHARE = 0.01


def _weighted(text: str) -> tuple[list[str], list[int]]:
    words = text.split()
    return words[0::2], [int(weight) for weight in words[1::2]]


_FAMILY, _WEIGHTS = _weighted(_SURNAMES)


def draw_names(sexes: Sequence[Sex], rng: random.Random) -> list[str]:
    """Return a name for each entry of `sexes`; one in a hundred holds a rare character.

    The rare ones are spread by count, not by chance, so that every size of list has them:
    at least one from a hundred people on.
    """
    names = [_draw(sex, rng) for sex in sexes]
    rare = RARE.split()
    places = rng.sample(range(len(names)), k=round(len(names) * RARE_SHARE))
    for turn, place in enumerate(places):
        names[place] = names[place][: -1 if len(names[place]) > 2 else 1] + rare[turn % len(rare)]
    for turn, place in enumerate(rng.sample(range(len(names)), k=len(names) // 600)):
        if place not in places:
            names[place] = _MINORITY.split()[turn % len(_MINORITY.split())]
    return names


def _draw(sex: Sex, rng: random.Random) -> str:
    surname = rng.choices(_FAMILY, _WEIGHTS)[0]
    own = (_MALE if sex is Sex.MALE else _FEMALE).split()
    if rng.random() < 0.16:
        return surname + rng.choice(own)
    first = rng.choice(own + _SHARED.split())
    return surname + first + rng.choice(own)
