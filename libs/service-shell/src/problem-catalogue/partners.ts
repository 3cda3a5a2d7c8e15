import type { ProblemEntry } from './entry.js';

/** Binding, allocation, statements and prices: what stands between a merchant and a factory. */
export const partnerProblems = {
  FACTORY_ID_INVALID: {
    status: 422, zh: '请输入正确的厂家店铺ID', en: 'Please enter the correct shop id of the factory.',
    hint: { zh: '请向厂家确认店铺ID，并确认其已选择“我是代发厂家”。', en: 'Ask the factory for its shop id, and whether it has selected the factory role.' },
  },
  ADDRESS_NOT_FOUND: {
    status: 404, zh: '没有该发货地址。', en: 'There is no such sender address.',
    hint: { zh: '请重新读取地址列表。', en: 'Read the list of addresses again.' },
  },
  BINDING_NOT_FOUND: {
    status: 404, zh: '没有该绑定关系。', en: 'There is no such binding.',
    hint: { zh: '请重新读取绑定列表。', en: 'Read the list of bindings again.' },
  },
  BINDING_EXISTS: {
    status: 409, zh: '已与该厂家绑定或正在申请。', en: 'You are already bound to this factory, or have asked to be.',
    hint: { zh: '请查看现有的绑定。', en: 'See the existing binding.' },
  },
  BINDING_REJECTED: {
    status: 409, zh: '厂家已拒绝该绑定申请。', en: 'The factory has rejected this binding.',
    hint: { zh: '请与厂家沟通后重新申请。', en: 'Talk to the factory, then apply again.' },
  },
  BINDING_NOT_ACTIVE: {
    status: 409, zh: '与该厂家的绑定未生效。', en: 'There is no active binding with this factory.',
    hint: { zh: '请等待厂家同意，或重新申请绑定。', en: 'Wait until the factory accepts, or apply again.' },
  },
  BINDING_SELF: {
    status: 422, zh: '不能绑定自己。', en: 'You cannot bind yourself.',
    hint: { zh: '请输入其他厂家的店铺ID。', en: 'Enter the shop id of another account.' },
  },
  BINDING_WITHDRAWN: {
    status: 409, zh: '该绑定申请已撤回或过期。', en: 'This application was withdrawn or has expired.',
    hint: { zh: '请商家重新申请。', en: 'The merchant has to apply again.' },
  },
  PROFILE_INCOMPLETE: {
    status: 409, zh: '代发资料不完整。', en: 'Your dropship profile is incomplete.',
    hint: { zh: '请补全店铺名称、发货人和地址。', en: 'Complete the store name, the sender and the address.' },
  },
  ALLOCATION_NOT_FOUND: {
    status: 404, zh: '没有该分配。', en: 'There is no such allocation.',
    hint: { zh: '请重新获取列表。', en: 'Fetch the list again.' },
  },
  ALREADY_ALLOCATED: {
    status: 409, zh: '已分配给厂家，不能重复分配。', en: 'It is already allocated.',
    hint: { zh: '如需换厂家，请先取消分配。', en: 'Cancel the allocation first to choose another factory.' },
  },
  ALLOCATION_CANCELLED: {
    status: 409, zh: '分配已取消。', en: 'The allocation was cancelled.',
    hint: { zh: '请勿发货；如已打印，请销毁面单并作废单号。', en: 'Do not ship; if a label was printed, destroy it and void its number.' },
  },
  ALLOCATION_RETURNED: {
    status: 409, zh: '厂家已回传单号，不能取消分配。', en: 'The waybill has been returned; the allocation can no longer be cancelled.',
    hint: { zh: '如需追回包裹，请发起拦截。', en: 'Open an intercept to get the parcel back.' },
  },
  CAPACITY_EXCEEDED: {
    status: 409, zh: '超过厂家当日产能。', en: 'This exceeds what the factory can handle today.',
    hint: { zh: '请改日分配或选择其他厂家。', en: 'Allocate another day or to another factory.' },
  },
  STATEMENT_RANGE_INVALID: {
    status: 422, zh: '对账时间范围不正确。', en: 'The range of the statement is not valid.',
    hint: { zh: '开始须早于结束，结束不晚于当前，且不超过 92 天。', en: 'It must start before it ends, end by now, and span at most 92 days.' },
  },
  STATEMENT_DAILY_LIMIT: {
    status: 429, zh: '同一厂家每天最多生成 3 次对账单。', en: 'At most three statements a day for one factory.',
    hint: { zh: '请明天再试（按北京时间）。', en: 'Ask again tomorrow, China time.' },
  },
  STATEMENT_TOO_SOON: {
    status: 429, zh: '两次生成对账单须间隔 10 分钟。', en: 'Ten minutes must pass between two statements.',
    hint: { zh: '请在 Retry-After 所示秒数后重试。', en: 'Wait as long as Retry-After says.' },
  },
  PRICE_INVALID: {
    status: 422, zh: '结算价格无效。', en: 'The settlement price is not valid.',
    hint: { zh: '请填写不小于 0、最多两位小数的金额。', en: 'Enter an amount of at least 0 with at most two decimals.' },
  },
  PRICE_MISSING: {
    status: 409, zh: '部分商品没有结算价格。', en: 'Some SKUs have no settlement price.',
    hint: { zh: '请厂家补全价格；或选择生成不完整的对账单。', en: 'Have the factory complete the prices, or ask for an incomplete statement.' },
  },
  PRICE_PAST_FIXED: {
    status: 409, zh: '过去已生效的结算价格不能更改。', en: 'A settlement price that was valid in the past cannot be changed.',
    hint: { zh: '请设置从现在或将来起生效的价格；已结算的差额在下一期调整。', en: 'Set a price from now or a later date; differences of the past are adjusted in the next statement.' },
  },
  STATEMENT_NOT_FOUND: {
    status: 404, zh: '没有该对账单。', en: 'There is no such statement.',
    hint: { zh: '请刷新对账单列表。', en: 'Read the list of statements again.' },
  },
  STATEMENT_NOT_READY: {
    status: 409, zh: '对账单尚未生成，不能下载。', en: 'The statement is not ready to be downloaded.',
    hint: { zh: '请稍后刷新列表；生成失败的请查看原因后重新生成。', en: 'Look again later; one that failed says why, and can be asked for anew.' },
  },
  PII_EXPORT_FORBIDDEN: {
    status: 403, zh: '无权导出消费者信息。', en: 'You may not export personal data.',
    hint: { zh: '默认导出为脱敏数据；如确有需要，请申请权限。', en: 'Exports are masked; ask for the permission if there is a purpose.' },
  },
  PII_REVEAL_QUOTA: {
    status: 429, zh: '今日查看消费者信息的次数已用完。', en: 'Today\'s quota for revealing personal data is used up.',
    hint: { zh: '请明天再试，或申请提高额度。', en: 'Ask again tomorrow, or ask for a higher quota.' },
  },
  PII_IN_FREE_TEXT: {
    status: 422, zh: '备注中疑似包含消费者的电话或地址。', en: 'The free text seems to hold a phone number or an address.',
    hint: { zh: '请删除个人信息后再提交。', en: 'Take the personal data out and send it again.' },
  },
  SUBJECT_ERASED: {
    status: 410, zh: '该消费者的个人信息已删除。', en: 'The personal data of this buyer has been erased.',
    hint: { zh: '删除不可恢复。', en: 'Erasure cannot be undone.' },
  },
} as const satisfies Record<string, ProblemEntry>;
