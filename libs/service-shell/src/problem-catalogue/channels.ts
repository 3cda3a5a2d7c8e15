import type { ProblemEntry } from './entry.js';

/** Channels: shops, their synchronisation, what was set aside, messages. */
export const channelProblems = {
  SHOP_NOT_FOUND: {
    status: 404, zh: '店铺不存在。', en: 'There is no such shop.',
    hint: { zh: '请核对店铺编号。', en: 'Check the shop key.' },
  },
  SHOP_NOT_AUTHORISED: {
    status: 409, zh: '店铺尚未授权。', en: 'The shop has not been authorised yet.',
    hint: { zh: '请先完成店铺授权。', en: 'Authorise the shop first.' },
  },
  SHOP_TOKEN_INVALID: {
    status: 422, zh: '渠道不接受该授权。', en: 'The channel does not accept this authorisation.',
    hint: { zh: '请在渠道后台重新获取授权后提交。', en: 'Get a new authorisation at the channel and send that.' },
  },
  SHOP_PAUSED: {
    status: 409, zh: '店铺已暂停同步。', en: 'The shop is paused.',
    hint: { zh: '恢复同步后，暂停期间的订单会自动补齐。', en: 'Resume it; what was missed meanwhile will be fetched.' },
  },
  SHOP_NOT_BOUND: {
    status: 409, zh: '尚未与厂家绑定，订单同步未开始。', en: 'You work with no factory yet, so orders are not read.',
    hint: { zh: '绑定成功后自动开始同步订单。', en: 'Once a factory has accepted your binding, orders are read.' },
  },
  SHOP_SYNC_RUNNING: {
    status: 409, zh: '该店铺正在同步。', en: 'The shop is being synchronised.',
    hint: { zh: '请稍后再试。', en: 'Ask again shortly.' }, retryAfterSeconds: 5,
  },
  SYNC_INTERRUPTED: {
    status: 503, zh: '同步中断，尚未完成；已同步的订单保留。', en: 'The synchronisation was interrupted and is not complete; what is in stays.',
    hint: { zh: '请稍后再次同步：从中断处继续，不会丢失，也不会重复。', en: 'Ask again: it goes on where it stopped, nothing is lost and nothing doubled.' }, retryAfterSeconds: 5,
  },
  CHANNEL_UNAVAILABLE: {
    status: 503, zh: '渠道暂时没有应答。', en: 'The channel does not answer.',
    hint: { zh: '请稍后重试。', en: 'Ask again shortly.' }, retryAfterSeconds: 5,
  },
  PLATFORM_CHECK_STALE: {
    status: 409, zh: '渠道状态核对已过期，未发货。', en: 'What the channel said of the order is too old to ship by.',
    hint: { zh: '请重新发货，系统会再次核对售后状态。', en: 'Ask again: the channel is then asked anew.' }, retryAfterSeconds: 1,
  },
  UPLOAD_NOT_FOUND: {
    status: 404, zh: '没有该单号的上传记录。', en: 'The channel was never to be told this number.',
    hint: { zh: '请核对订单与运单号；未接入的渠道不上传。', en: 'Check order and number; channels that are not connected are told nothing.' },
  },
  UPLOAD_NOT_FAILED: {
    status: 409, zh: '该单号的上传没有失败，无需处理。', en: 'Telling the channel this number has not failed.',
    hint: { zh: '请刷新上传状态。', en: 'Read the uploads of the order again.' },
  },
  QUARANTINED_NOT_FOUND: {
    status: 404, zh: '没有该待处理记录。', en: 'There is no such record set aside.',
    hint: { zh: '请重新读取待处理列表；可能已处理。', en: 'Read the list again; it may be settled.' },
  },
  STILL_UNREADABLE: {
    status: 422, zh: '该记录仍无法读取或被拒绝，继续保留。', en: 'The record still cannot be taken in; it stays set aside.',
    hint: { zh: '请查看原因；渠道更正后会自动处理。', en: 'See the reason; once the channel tells it rightly it settles by itself.' },
  },
  MESSAGE_NOT_AUTHENTIC: {
    status: 401, zh: '消息签名无效或已过期。', en: 'The message is not authentic, or too old.',
    hint: { zh: '请使用店铺的密钥对时间戳与原始内容签名。', en: 'Sign timestamp and raw body with the secret of the shop.' },
  },
} as const satisfies Record<string, ProblemEntry>;
