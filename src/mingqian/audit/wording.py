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
    "task.create": _("拟定抽查任务"),
    "task.edit": _("修改抽查任务"),
    "task.submit": _("提交抽查任务"),
    "task.return": _("退回抽查任务"),
    "task.approve": _("批准抽查任务"),
    "task.withdraw": _("取消抽查任务"),
    "task.freeze": _("开始抽取"),
    "task.note_picks": _("记录本年抽中"),
    "task.dispatch": _("派发抽查任务"),
    "task.complete": _("办结抽查任务"),
    "draw.register_plan": _("公开登记计划"),
    "draw.freeze": _("锁定名录并公开承诺"),
    "draw.contribute": _("提交见证文字"),
    "draw.close": _("截止"),
    "draw.enter_number": _("录入公开数字"),
    "draw.discard_number": _("作废未核对的数字"),
    "draw.reveal_secret": _("公开系统秘密数"),
    "draw.run": _("抽取"),
    "draw.now": _("锁定名录并抽取"),
    "draw.lock": _("锁定抽取结果"),
    "draw.dispatch": _("公告抽取结果"),
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
