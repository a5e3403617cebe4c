"""The demo's districts and everybody in them: names, official order, who signs in. All of it is invented."""

from dataclasses import dataclass
from typing import Any

from tasks.models import Membership

Role = Membership.Role
PASSWORD = "qinglan-2026"  # noqa: S105  printed for everybody: a production start refuses this database
YEAR = 2026

DISTRICT: dict[str, Any] = {
    "code": "990518",
    "short_name": "青澜区",
    "full_name": "澄州市青澜区",
    "demo": True,
}
NEIGHBOUR: dict[str, Any] = {
    "code": "990526",
    "short_name": "南屏县",
    "full_name": "澄州市南屏县",
    "demo": True,
}
NEIGHBOUR_PLAN = "南屏县2026年重点工作任务分解"
#: Unit and wording.
NEIGHBOUR_TASKS = (
    ("发展和改革局", "全年新开工亿元以上项目18个。"),
    ("发展和改革局", "完成南屏产业园基础设施一期建设。"),
    ("教育局", "新建公办幼儿园2所，新增学位540个。"),
)


@dataclass(frozen=True)
class Body:
    """A unit: short and full name, the person who reports for it, other names, what it stands for."""

    name: str
    full_name: str = ""
    contact: str = ""
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    is_open: bool = False


#: In the official order.
BODIES = (
    Body("政府办", "青澜区人民政府办公室", "孔令西"),
    Body("发改局", "青澜区发展和改革局", "方启明"),
    Body("教育局", "青澜区教育局", "温如玉"),
    Body("科技局", "青澜区科学技术局", "谢思远"),
    Body("工信局", "青澜区工业和信息化局", "石磊"),
    Body("公安分局", "澄州市公安局青澜分局", "雷振"),
    Body("民政局", "青澜区民政局", "贺兰芝"),
    Body("司法局", "青澜区司法局", "严守正"),
    Body("财政局", "青澜区财政局", "金敏", ("财政局（国资办）", "国资办")),
    Body("人社局", "青澜区人力资源和社会保障局", "林晓燕"),
    Body("资规分局", "澄州市自然资源和规划局青澜分局", "田野"),
    Body("生态环境局", "澄州市青澜生态环境局", "江璧"),
    Body("住建局", "青澜区住房和城乡建设局", "高建业"),
    Body("城管局", "青澜区城市管理局", "卢宽"),
    Body("交通局", "青澜区交通运输局", "车志远"),
    Body("农业农村局（水利局）", "青澜区农业农村局（水利局）", "何秀", ("农业农村局", "水利局")),
    Body("商务局", "青澜区商务局", "钱彤"),
    Body("文体旅局", "青澜区文体广电和旅游局", "乐恬"),
    Body("卫健局", "青澜区卫生健康局", "安宁"),
    Body("应急管理局", "青澜区应急管理局", "丁卫东"),
    Body("统计局", "青澜区统计局", "舒平"),
    Body("市场监管局", "青澜区市场监督管理局", "邢亮"),
    Body("行政审批局", "青澜区行政审批局", "简一凡"),
    Body("医保分局", "澄州市医疗保障局青澜分局", "康建"),
    Body("信访局", "青澜区信访局", "颜和"),
    Body("大数据中心", "青澜区大数据中心", "于天朗"),
    Body("税务局", "国家税务总局青澜区税务局", "杜若"),
    Body("消防救援大队", "青澜区消防救援大队", "霍云飞"),
    Body("总工会", "青澜区总工会", "尤良"),
    Body("残联", "青澜区残疾人联合会", "傅明"),
    Body("高新区管委会", "青澜高新技术产业开发区管理委员会", "高远", ("高新区", "青澜高新区")),
    Body("城投集团", "青澜城市建设投资集团有限公司", "程建"),
    Body("交投公司", "青澜交通投资有限公司", "陆遥"),
    Body("青石镇", "青石镇人民政府", "石坚"),
    Body("云港镇", "云港镇人民政府", "江生"),
    Body("望湖街道", "望湖街道办事处", "胡平"),
    Body("锦桥街道", "锦桥街道办事处", "乔安"),
    Body("北塘街道", "北塘街道办事处", "唐蓓"),
    Body("各镇", members=("青石镇", "云港镇")),
    Body("各街道", members=("望湖街道", "锦桥街道", "北塘街道")),
    Body("区各有关部门", is_open=True),
)

#: In the official order: name, title, the units in charge of.
OFFICIALS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("区长", "", ()),
    ("副区长", "", ()),
    ("顾明川", "区委常委、常务副区长", ("政府办", "发改局", "财政局", "统计局", "税务局", "大数据中心")),
    ("沈知远", "副区长", ("工信局", "资规分局", "高新区管委会")),
    ("陆清", "副区长", ("商务局", "人社局", "民政局", "总工会", "残联")),
    ("秦汉民", "副区长", ("科技局", "应急管理局", "市场监管局", "消防救援大队")),
    ("罗建成", "副区长", ("住建局", "城管局", "交通局", "生态环境局", "城投集团", "交投公司")),
    ("苏映雪", "副区长", ("教育局", "卫健局", "文体旅局", "医保分局")),
    ("丁兰", "副区长", ("农业农村局（水利局）", "青石镇", "云港镇")),
    ("韩立群", "副区长、公安分局局长", ("公安分局", "信访局")),
    ("叶青", "区政府党组成员", ("行政审批局", "司法局")),
)


@dataclass(frozen=True)
class Person:
    """Somebody who signs in: for the reporter a unit, for the leader an official."""

    username: str
    name: str
    role: Role
    unit: str = ""
    official: str = ""


SIGN_INS = (
    Person("admin", "周正", Role.ADMINISTRATOR),
    Person("supervisor", "唐明", Role.SUPERVISOR),
    Person("reporter1", "林晓燕", Role.REPORTER, unit="人社局"),
    Person("reporter2", "高建业", Role.REPORTER, unit="住建局"),
    Person("leader", "罗建成", Role.LEADER, official="罗建成"),
    Person("viewer", "白露", Role.VIEWER),
)
NEIGHBOUR_SIGN_IN = Person("admin2", "南希文", Role.ADMINISTRATOR)
