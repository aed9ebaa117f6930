"""Action name → what was done, in words: timeline, refusals, exports all use this one list."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DID: dict[str, str | Promise] = {
    "account.login": _("登录"),
    "account.logout": _("退出登录"),
    "account.create": _("建立账号"),
    "account.change_password": _("修改密码"),
    "account.disable": _("停用账号"),
    "account.grant_role": _("授予角色"),
    "account.revoke_role": _("收回角色"),
    "organisation.create": _("建立单位"),
    "import.upload": _("上传文件"),
    "import.check": _("核对文件"),
    "import.apply": _("写入名录"),
    "import.stop": _("停止导入"),
    "calendar.publish": _("更新节假日安排"),
    "personal.reveal": _("查看个人信息"),
    "list.export": _("导出列表"),
    "visit.dispatch": _("锁定并派发"),
    "result.record": _("录入检查结果"),
    "result.sign": _("签名"),
    "result.submit": _("提交审核"),
    "result.approve": _("审核同意"),
    "result.return": _("退回修改"),
    "result.publish": _("公示结果"),
    "publication.publish_items": _("公布抽查事项清单"),
    "publication.announce_task": _("更新任务公告"),
    "publication.follow": _("跟随留痕"),
    "publication.publish_result": _("公示结果（公众副本）"),
}


def did(action: str) -> str:
    """Return what the action did, as a Chinese verb phrase; the name itself if unworded."""
    return str(DID.get(action, action))
