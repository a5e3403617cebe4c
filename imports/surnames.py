"""Chinese surnames, for telling a person's name from other short words. Pure."""

import re

_SINGLE = """
王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任
沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱丘江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴
莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童
凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦
麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩佘池查
麻苑迟邝封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘厉伊仝郜海阚花权帅屠豆朴练廉禹井祖漆巴
丰支卿狄平云容敬来扈晁芮普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况宿鲜印逯隆茹诺战慕玉银亢嵇哈湛宾戎
勾茅呼尉冶斯元束檀衣阴昝尧
"""
_DOUBLE = "欧阳 司马 上官 诸葛 司徒 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 端木 南宫 独孤 长孙 宇文 轩辕 呼延"
_SINGLES = frozenset("".join(_SINGLE.split()))
_DOUBLES = frozenset(_DOUBLE.split())
_CHINESE = re.compile("[\u3400-\u9fff]+")
_FOREIGN = re.compile("[\u3400-\u9fff]{1,8}(?:[·•][\u3400-\u9fff]{1,8}){1,3}")


def is_name(word: str) -> bool:
    """Whether a word without white space reads like a full name: a surname and one or two more signs."""
    if _FOREIGN.fullmatch(word):
        return True
    if not 2 <= len(word) <= 4 or not _CHINESE.fullmatch(word):
        return False
    if word[:2] in _DOUBLES:
        return len(word) > 2
    return len(word) < 4 and word[0] in _SINGLES
