"""Which department of a district's government a wording speaks of. Pure.

What a department answers for is much the same everywhere, whatever it is called. These are the words of its
field by which a careful reader tells whose a task may be; they never name anybody by themselves.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

#: words in a department's name | words of its field; an indented line goes on with the one above
_FIELDS = """
发改 发展改革 发展和改革 | 固定资产投资 重大项目 专项债 有效投资 地区生产总值 粮食 能源 节能降耗
    单位GDP能耗 储备 物价 碳达峰 价格
工信 经信 工业和信息化 经济和信息化 经济信息 | 工业 制造 智改数转 智能化改造 智能车间 智能工厂
    工业互联网 专精特新 绿色工厂 产业链 规上 数字经济 数字化转型 上云 扩产 信创 技改
科技 科学技术 | 科技 高新技术 研发 创新 孵化 独角兽 瞪羚 成果转化 双创 揭榜挂帅 R&D
财政 | 财政 预算 税源 国资 国企 国有资产 三公 债务 资金绩效 政府采购 专项债
税务 | 税收 税务 税源 纳税 协税
商务 商贸 投促 投资促进 招商 | 社会消费品零售 外资 外贸 进出口 招商 跨境电商 电商 商圈 首店 夜经济
    农贸市场 展会 服务贸易 自贸 境外 一带一路
统计 | 统计 普查 经济增速 四上单位 小升规 个转企 规上
教育 教体 | 教育 学校 学位 幼儿园 中小学 校园 教师 义务教育 课后服务 学前 学生
卫健 卫生健康 卫生 疾控 | 卫生 医疗 医院 医共体 疾病 托育 诊疗 公共卫生 中医药 健康体检 筛查 家庭医生
    育儿
医保 医疗保障 | 医保 医疗保障 医疗保险
人社 人力资源 人才 | 就业 人才 社会保险 养老保险 劳动 技能培训 工资 收入分配 居民人均可支配收入 创业带动
民政 | 养老 救助 困难群体 困难群众 低收入 低保 慈善 殡葬 未成年人保护 困境 社会组织 适老化 助餐 居家社区
    颐养
残联 残疾人 | 残疾 助残 孤独症 无障碍
农业农村 农业 农水 农办 乡村振兴 | 农业 农村 农田 乡村 村集体 种植 养殖 稻 耕地 高标准农田 灌区 农产品
    水利示范
水利 水务 | 水利 河道 水系 防汛 供水 排水 污水 河湖 圩 清淤 节水
住建 住房城乡建设 住房和城乡建设 房管 | 住房 老旧小区 电梯 城中村 棚户 房屋 危旧房 房地产 保交楼 物业
    公租房 安居 海绵城市 燃气 建筑业 城市更新 建筑施工
城管 城市管理 综合执法 市容 园林 | 停车 垃圾 市容 绿地 公园 口袋公园 绿化 亮化 街区 占道 违建 公厕
    城市精细化
交通 公路 | 公路 公交 道路 路网 交通 轨道 客运 货运 港口
资规 自然资源 规划 国土 | 国土 土地 规划 地块 用地 征收 不动产 耕地 矿山 城市设计
生态环境 环保 环境保护 | 污染 生态 水环境 大气 空气 减排 PM2.5 断面 环保 碳 污水 固废 土壤
文旅 文体 文广 文化 旅游 体育 | 文化 旅游 文旅 文商旅 体育 健身 博物馆 图书馆 演出 戏 遗址 非遗 景区
    节庆 赛事 马拉松 运动 球 文物 文体
宣传 文明办 | 宣传 精神文明 文明城市 文明实践 宣讲 传播 媒体 文明新风 意识形态 精神
组织 | 党建 干部 基层组织 干部队伍 选调
编办 编制 | 编制 机构改革 机构编制
政法 综治 | 平安建设 矛盾纠纷 扫黑 综治 枫桥经验 维稳
公安 | 治安 反诈 诈骗 犯罪 警务 公安 户籍
交警 | 交通事故 交通违法 道路优化 交通安全
消防 消安 | 消防 火灾 灭火 群租房
应急 安监 安委 | 安全生产 应急 防灾 减灾 隐患 燃气 事故 安全体验
市监 市场监管 市场监督 | 食品安全 药品 质量 标准化 特种设备 知识产权 专利 消费者权益 个体工商户
行政审批 政务服务 审批 数据 大数据 | 政务服务 一网通办 审批 一件事 便民服务 高效办
营商 | 营商环境
司法 | 法治 普法 法律 调解 依法行政 执法监督 合规 行政复议
信访 | 信访 矛盾纠纷 来信来访
审计 | 审计
退役军人 双拥 | 退役军人 双拥 拥军 优抚 军民 烈士
金融 | 金融 上市 银行 贷 政银企 基金 信贷 融资 保险
国资 | 国资 国企 国有
总工会 工会 | 职工 工会 劳动者 疗休养
团委 团区委 团市委 团县委 共青团 | 青年 青少年 未成年 团员
妇联 妇女 | 妇女 儿童 家庭教育 巾帼
红十字 | 救护 急救 红十字 AED
科协 | 科普 科协
工商联 | 民营企业 商会 民营经济
机关事务 | 公务用车 机关节能 办公用房
城运 城市运行 | 城市运行 城运 12345
气象 | 气象 人工影响天气
邮政 | 快递 邮政
烟草 | 烟草
供电 电力 | 供电 电网 电力
政府办 政府办公室 府办 | 政务公开 建议提案 人大代表议案 督查 政协委员提案
"""
_ENDING = re.compile(r"(?:分局|支队|大队|中心|集团|公司|局|委|办|部|会|处|院)$")
_PLACE = re.compile(r"^[\u4e00-\u9fff]{0,3}?[区县市旗](?=..)|（.*?）")


def _table() -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
    fields = []
    for line in _FIELDS.replace("\n    ", " ").strip().splitlines():
        names, _, words = line.partition("|")
        fields.append((re.compile("|".join(names.split())), tuple(words.split())))
    return fields


_TABLE = _table()


@lru_cache(maxsize=4096)
def departments(unit: str) -> frozenset[int]:
    """Which of the known departments a unit's name is; empty for streets, towns and whatever else."""
    return frozenset(n for n, (names, _) in enumerate(_TABLE) if names.search(unit[:40]))


@lru_cache(maxsize=4096)
def _word_of(unit: str) -> str:
    """What a unit is called after, without place and kind: 营商 of 区营商办."""
    bare = _ENDING.sub("", _PLACE.sub("", unit[:40]))
    return bare if len(bare) > 1 else unit


def names_field(wording: str, unit: str) -> int:
    """How many words of the unit's own field, or its own name, a wording holds."""
    words = {_word_of(unit)}.union(*(_TABLE[n][1] for n in departments(unit)))
    return _counted(wording, words)


def strongest(wording: str, known: Iterable[int]) -> int:
    """The most words of one field that a wording holds, among the departments in `known`."""
    return max((_counted(wording, _TABLE[n][1]) for n in known), default=0)


def _counted(wording: str, words: Iterable[str]) -> int:
    found = [word for word in words if word in wording]
    # 高标准农田 is not counted again as 农田
    return sum(not any(word != other and word in other for other in found) for word in found)
