import type { ProblemEntry } from './entry.js';

/** After-sales and reshipments. */
export const afterSaleProblems = {
  AFTERSALE_NOT_FOUND: {
    status: 404, zh: '没有该售后单。', en: 'There is no such after-sale.',
    hint: { zh: '请核对售后单号。', en: 'Check the after-sale id.' },
  },
  AFTERSALE_INVALID: {
    status: 422, zh: '售后申请内容不完整或不正确。', en: 'The after-sale request is incomplete or wrong.',
    hint: { zh: '请填写原因、数量和收货地址。', en: 'Give a reason, a quantity and, where goods are sent, an address.' },
  },
  AFTERSALE_CLOSED: {
    status: 409, zh: '售后已结束或已撤销。', en: 'The after-sale is closed or withdrawn.',
    hint: { zh: '如仍有需要，请发起新的售后。', en: 'Open a new one if there is still a need.' },
  },
  AFTERSALE_VERSION_CHANGED: {
    status: 409, zh: '买家已修改售后申请。', en: 'The buyer has changed the request since you saw it.',
    hint: { zh: '请重新查看后再处理。', en: 'Read it again, then decide.' },
  },
  AFTERSALE_IN_ARBITRATION: {
    status: 409, zh: '平台已介入，暂不能处理。', en: 'The platform is arbitrating; the merchant cannot act.',
    hint: { zh: '请等待平台处理结果。', en: 'Wait for its decision.' },
  },
  RESHIP_PRECONDITION: {
    status: 409, zh: '不满足补发条件。', en: 'The condition for this reshipment is not met.',
    hint: { zh: '拦截补发须拦截成功；破损拒收须有物流状态或凭证。', en: 'An intercept must have succeeded, or the carrier must report a refusal or return.' },
  },
  RESHIP_NOT_SHIPPED: {
    status: 409, zh: '原订单尚未发货，不能补发。', en: 'The original order was never shipped.',
    hint: { zh: '请重新分配原订单。', en: 'Allocate the original order again instead.' },
  },
  RESHIPMENT_NOT_FOUND: {
    status: 404, zh: '没有该补发单。', en: 'There is no such reshipment.',
    hint: { zh: '请重新读取补发列表。', en: 'Read the list of reshipments again.' },
  },
  RESHIP_QTY_EXCEEDED: {
    status: 422, zh: '补发数量超过原发货数量。', en: 'More would be reshipped than was shipped.',
    hint: { zh: '请减少数量；额外赠送请标记为赠品。', en: 'Ask for less; mark extras as gifts.' },
  },
} as const satisfies Record<string, ProblemEntry>;
