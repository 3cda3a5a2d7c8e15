import type { ProblemEntry } from './entry.js';

/** Labels, permits, waybills, the e-waybill service and carriers. */
export const labelProblems = {
  PRINT_BLOCKED: {
    status: 409, zh: '订单已被拦截，禁止打印。', en: 'Printing is blocked by a hold.',
    hint: { zh: '请勿打印或发货；拦截解除后可重新打印。', en: 'Neither print nor ship; you can print again once the holds are released.' },
  },
  PRINT_JOB_NOT_FOUND: {
    status: 404, zh: '没有该打印任务。', en: 'There is no such print job.',
    hint: { zh: '请核对任务编号；任务中至少要有一个获准的面单。', en: 'Check its id; a job exists once one of its labels was permitted.' },
  },
  PERMIT_NOT_FOUND: {
    status: 404, zh: '没有该打印许可。', en: 'There is no such print permit.',
    hint: { zh: '请重新申请打印。', en: 'Ask for a new permit.' },
  },
  PERMIT_REVOKED: {
    status: 409, zh: '打印许可已被撤销。', en: 'The print permit was revoked.',
    hint: { zh: '请勿打印；请刷新任务列表查看原因。', en: 'Do not print; the work list says why.' },
  },
  REPRINT_REASON_REQUIRED: {
    status: 422, zh: '该面单已打印过，补打须填写原因。', en: 'This label was printed before; a reprint needs a reason.',
    hint: { zh: '请填写 reprintReason 后重试。', en: 'Send it again with a reprintReason.' },
  },
  WAYBILL_DUPLICATED: {
    status: 422, zh: '同一运单号填写了两次。', en: 'The same waybill number is given twice.',
    hint: { zh: '请删除重复的运单号。', en: 'Leave the second one out.' },
  },
  PERMIT_EXPIRED: {
    status: 409, zh: '打印许可已过期。', en: 'The print permit has expired.',
    hint: { zh: '请重新申请打印。', en: 'Ask for a new permit.' },
  },
  LABEL_NOT_FOUND: {
    status: 404, zh: '没有该面单。', en: 'There is no such label.',
    hint: { zh: '请重新获取任务列表。', en: 'Fetch the work list again.' },
  },
  LABEL_EXISTS: {
    status: 409, zh: '已有其他包裹或物流公司的有效面单。', en: 'A live label of another parcel or carrier is in the way.',
    hint: { zh: '请使用已有面单，或先取消分配使其作废。', en: 'Use the label there is, or recall the allocation to have it voided.' },
  },
  LABEL_NOT_ISSUED: {
    status: 409, zh: '面单尚未取号成功。', en: 'The label has not been issued.',
    hint: { zh: '请等待取号完成，或重新取号。', en: 'Wait for the waybill number, or request it again.' },
  },
  LABEL_UNPRINTABLE: {
    status: 422, zh: '面单内容无法排版打印。', en: 'The label cannot be laid out.',
    hint: { zh: '请检查收货信息中的特殊字符和长度。', en: 'Check the receiver for unusual characters and length.' },
  },
  WAYBILL_NOT_FOUND: {
    status: 404, zh: '没有该运单。', en: 'There is no such waybill.',
    hint: { zh: '请核对运单号。', en: 'Check the waybill number.' },
  },
  WAYBILL_NO_INVALID: {
    status: 422, zh: '运单号格式不正确。', en: 'The waybill number is not valid.',
    hint: { zh: '请核对单号，去掉空格、全角字符和换行。', en: 'Check it for spaces, full-width characters and line breaks.' },
  },
  CARRIER_UNKNOWN: {
    status: 422, zh: '没有该快递公司，或已停用。', en: 'This carrier is unknown or no longer in use.',
    hint: { zh: '请从快递公司列表中选择。', en: 'Choose one from the list of carriers.' },
  },
  CARRIER_UNAVAILABLE: {
    status: 503, zh: '快递公司接口暂时不可用，结果未知。', en: 'The carrier cannot be reached; whether it happened is unknown.',
    hint: { zh: '请用同一个 Idempotency-Key 稍后重试。', en: 'Ask again later with the same Idempotency-Key.' }, retryAfterSeconds: 10,
  },
  CARRIER_WAYBILL_MISMATCH: {
    status: 422, zh: '运单号与快递公司不匹配。', en: 'The number does not belong to this carrier.',
    hint: { zh: '请核对快递公司和单号。', en: 'Check both carrier and number.' },
  },
  WAYBILL_MULTI_ADDRESS: {
    status: 422, zh: '同一运单号对应了不同的收货地址。', en: 'This number is in use for another receiver address.',
    hint: { zh: '一个包裹只能对应一个收货地址，请核对单号。', en: 'One parcel goes to one address; check the number.' },
  },
  WAYBILL_PICKUP_BEFORE_PAYMENT: {
    status: 422, zh: '揽收时间早于付款时间。', en: 'The parcel was picked up before the order was paid.',
    hint: { zh: '请核对单号是否属于本订单。', en: 'Check whether the number belongs to this order.' },
  },
  WAYBILL_USED_BY_OTHER: {
    status: 409, zh: '该运单号已被其他订单使用。', en: 'Another order already uses this number.',
    hint: { zh: '请核对单号。', en: 'Check the number.' },
  },
  WAYBILL_ADDRESS_CHANGED: {
    status: 409, zh: '取号后收货地址已变更。', en: 'The receiver has changed since the number was issued.',
    hint: { zh: '请销毁旧面单，重新取号打印。', en: 'Destroy the old label, then request and print a new one.' },
  },
  WAYBILL_REUSE_GAP: {
    status: 409, zh: '该运单号首次使用已超过 30 天。', en: 'This number was first used more than 30 days ago.',
    hint: { zh: '同一单号间隔超过 30 天不能再次使用，请重新取号。', en: 'A number may not be used again after 30 days; get a new one.' },
  },
  WAYBILL_NOT_ISSUED_NUMBER: {
    status: 422, zh: '该运单号不是本系统取得的单号。', en: 'This number was not issued here.',
    hint: { zh: '请回传本次打印的单号。', en: 'Return the number that was printed.' },
  },
  WAYBILL_ALREADY_SIGNED_ELSEWHERE: {
    status: 422, zh: '该运单已在其他地址签收。', en: 'This parcel was already delivered somewhere else.',
    hint: { zh: '请核对单号。', en: 'Check the number.' },
  },
  ISSUE_SHIP_CARRIER_DIFFER: {
    status: 422, zh: '取号与发货的快递公司不一致。', en: 'The number was issued by another carrier.',
    hint: { zh: '请使用取号的快递公司。', en: 'Use the carrier that issued it.' },
  },
  SLAVE_LIMIT: {
    status: 422, zh: '子单号数量超过上限。', en: 'Too many child waybills.',
    hint: { zh: '每个主单最多 10 个子单号。', en: 'A master takes at most 10 children.' },
  },
  SLAVE_EQUALS_MAIN: {
    status: 422, zh: '子单号与主单号相同或重复。', en: 'A child waybill equals the master or another child.',
    hint: { zh: '请去掉重复的单号。', en: 'Leave the repeated number out.' },
  },
} as const satisfies Record<string, ProblemEntry>;
