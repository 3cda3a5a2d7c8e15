import type { ProblemEntry } from './entry.js';

/** The e-waybill service: sender addresses, branches, balances, voids, intercepts. */
export const carrierProblems = {
  ADDRESS_LIMIT: {
    status: 409, zh: '发货地址数量已达上限。', en: 'The limit of sender addresses is reached.',
    hint: { zh: '每个商家最多 100 个，请删除不用的地址。', en: 'A merchant keeps at most 100; delete one that is not used.' },
  },
  ADDRESS_BRANCH_EXISTS: {
    status: 409, zh: '该发货地址已开通网点。', en: 'This address already has a branch.',
    hint: { zh: '一个发货地址只能开通一个网点。', en: 'One address takes one branch.' },
  },
  ADDRESS_IN_USE: {
    status: 409, zh: '该地址正在使用，不能删除。', en: 'This address is in use and cannot be deleted.',
    hint: { zh: '请先关闭网点并处理未打印的面单。', en: 'Close its branch and settle its unprinted labels first.' },
  },
  BRANCH_NOT_IN_AREA: {
    status: 422, zh: '所选网点不在该地址的区域内。', en: 'This branch does not serve the area of the address.',
    hint: { zh: '请从该区域的网点中选择。', en: 'Choose one of the listed branches.' },
  },
  NO_BRANCH: {
    status: 404, zh: '该区域没有可用网点。', en: 'There is no branch in this area.',
    hint: { zh: '请更换快递公司或发货地址。', en: 'Choose another carrier or another address.' },
  },
  AGREEMENT_REQUIRED: {
    status: 422, zh: '请先阅读并同意最新版协议。', en: 'The current agreement has to be accepted first.',
    hint: { zh: '请阅读并勾选协议后提交。', en: 'Read it, accept it and send its version.' },
  },
  CARRIER_NO_EWAYBILL: {
    status: 422, zh: '该快递公司不支持电子面单。', en: 'This carrier does not offer e-waybills.',
    hint: { zh: '请选择其他快递公司。', en: 'Choose another carrier.' },
  },
  SERVICE_UNSUPPORTED: {
    status: 422, zh: '快递公司不支持所选的增值服务。', en: 'The carrier does not offer this service.',
    hint: { zh: '请取消该服务或更换快递公司。', en: 'Leave it out or choose another carrier.' },
  },
  EWAYBILL_NOT_OPENED: {
    status: 409, zh: '电子面单服务未开通。', en: 'The e-waybill service is not open.',
    hint: { zh: '请先申请并等待审核通过。', en: 'Apply for it and wait for the approval.' },
  },
  SENDER_ADDRESS_MISMATCH: {
    status: 409, zh: '发货地址与开通面单的地址不一致。', en: 'The sender address differs from the one the service was opened for.',
    hint: { zh: '请选择省市区一致的发货地址。', en: 'Choose an address of the same province, city and district.' },
  },
  WAYBILL_BALANCE_EMPTY: {
    status: 409, zh: '单号余额不足。', en: 'No waybill numbers are left.',
    hint: { zh: '请向网点充值后重试，订单保持可打印。', en: 'Buy more from the branch; the order stays printable.' },
  },
  VOID_RATIO_EXCEEDED: {
    status: 409, zh: '作废比例超过快递公司上限。', en: 'Too large a share of numbers was voided.',
    hint: { zh: '该单号已隔离，仅可用于同一订单。', en: 'The number is kept aside and can serve the same order only.' },
  },
  VOID_AFTER_PICKUP: {
    status: 409, zh: '包裹已揽收，单号不能作废。', en: 'The parcel has been picked up; its number cannot be voided.',
    hint: { zh: '请发起拦截。', en: 'Open an intercept.' },
  },
  CARRIER_REFUSED: {
    status: 422, zh: '快递公司拒绝了取号。', en: 'The carrier refused to give a number.',
    hint: { zh: '请按 reason 核对收货地址或更换快递公司，订单保持可打印。', en: 'See its reason: check the receiver address or choose another carrier; the order stays printable.' },
  },
  SERVICE_NOT_FOUND: {
    status: 404, zh: '没有该电子面单服务。', en: 'There is no such e-waybill service.',
    hint: { zh: '请重新获取服务列表。', en: 'Read the list of services again.' },
  },
  SERVICE_STATE: {
    status: 409, zh: '该服务当前状态不允许此操作。', en: 'The service is not in a state that allows this.',
    hint: { zh: '请核对服务状态。', en: 'See its state.' },
  },
  INTERCEPT_NOT_FOUND: {
    status: 404, zh: '没有该拦截件。', en: 'There is no such intercept.',
    hint: { zh: '请重新获取拦截列表。', en: 'Read the list of intercepts again.' },
  },
} as const satisfies Record<string, ProblemEntry>;
