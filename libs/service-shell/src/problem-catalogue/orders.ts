import type { ProblemEntry } from './entry.js';

/** Orders: intake, review, holds, shipping. */
export const orderProblems = {
  ORDER_NOT_FOUND: {
    status: 404, zh: '订单不存在。', en: 'There is no such order.',
    hint: { zh: '请核对订单编号。', en: 'Check the order id.' },
  },
  LINE_NOT_FOUND: {
    status: 404, zh: '订单中没有该商品行。', en: 'The order has no such line.',
    hint: { zh: '请重新读取订单，使用其中的行编号。', en: 'Read the order again and use the line ids in it.' },
  },
  QUANTITY_INVALID: {
    status: 422, zh: '数量不在允许范围内。', en: 'The quantity is out of range.',
    hint: { zh: '数量须为正整数，且不超过可用数量。', en: 'Use a whole number of at least 1 and at most what is available.' },
  },
  RULES_NOT_FOUND: {
    status: 404, zh: '没有该版本的规则。', en: 'There is no such version of the rules.',
    hint: { zh: '请省略 version 查看当前版本。', en: 'Leave version out for the current one.' },
  },
  RULES_INVALID: {
    status: 422, zh: '规则有误，未发布。', en: 'The rules are not usable; nothing was published.',
    hint: { zh: '请按 facts.faults 逐条修正。', en: 'Mend what facts.faults lists.' },
  },
  RECEIVER_MISSING: {
    status: 409, zh: '订单没有可用的收货信息。', en: 'The order has no usable receiver.',
    hint: { zh: '请先补全收货信息。', en: 'Complete the receiver first.' },
  },
  ORDER_CLOSED: {
    status: 409, zh: '订单已关闭。', en: 'The order is closed.',
    hint: { zh: '已关闭的订单不能再操作。', en: 'Nothing more can be done with a closed order.' },
  },
  ORDER_ALREADY_SHIPPED: {
    status: 409, zh: '订单已发货。', en: 'The order has already been shipped.',
    hint: { zh: '如需追回包裹，请发起拦截；如需再次发出，请创建补发单。', en: 'Open an intercept to get the parcel back, or a reshipment to send again.' },
  },
  ORDER_NOT_APPROVED: {
    status: 409, zh: '订单尚未审核通过。', en: 'The order has not been approved.',
    hint: { zh: '请先审核订单。', en: 'Approve the order first.' },
  },
  ORDER_ON_HOLD: {
    status: 409, zh: '订单被冻结，暂不能操作。', en: 'The order is on hold.',
    hint: { zh: '请查看冻结原因，解除后再试。', en: 'See what holds it, and try again once it is released.' },
  },
  ORDER_IN_REVIEW: {
    status: 409, zh: '订单审核中，暂不能操作。', en: 'The order is under review.',
    hint: { zh: '请等待审核结束。', en: 'Wait until the review is over.' },
  },
  ORDER_HAS_AFTERSALE: {
    status: 409, zh: '订单有未完结的售后。', en: 'The order has an open after-sale.',
    hint: { zh: '请先处理售后；售后撤销后可再次操作。', en: 'Settle the after-sale first; once it is withdrawn you can go on.' },
  },
  PAYMENT_INCOMPLETE: {
    status: 409, zh: '货款尚未全额到账。', en: 'The full amount has not been received.',
    hint: { zh: '请等待全额付款。', en: 'Wait for the full payment.' },
  },
  ORDER_NOT_SHIPPABLE: {
    status: 409, zh: '订单当前状态不能发货。', en: 'The order cannot be shipped in its present state.',
    hint: { zh: '只有待发货且没有拦截的订单可以发货。', en: 'Only an order awaiting shipment, without a hold, can be shipped.' },
  },
  LINE_NOT_DROPSHIP: {
    status: 409, zh: '该商品行为自发货，不能分配给厂家。', en: 'This line is shipped by the merchant and cannot be allocated.',
    hint: { zh: '如需代发，请先把发货方式改为代发。', en: 'Change its fulfilment to dropship first.' },
  },
  INTAKE_INCOMPLETE: {
    status: 422, zh: '订单缺少必填信息，已暂存待补。', en: 'The order lacks required fields and was set aside.',
    hint: { zh: '请补全列出的字段后重新导入。', en: 'Complete the listed fields and import it again.' },
  },
  IMPORT_UNREADABLE: {
    status: 422, zh: '导入文件无法读取。', en: 'The import file cannot be read.',
    hint: { zh: '请使用模板，保存为 UTF-8 或 GB18030 编码的 CSV。', en: 'Use the template, saved as CSV in UTF-8 or GB18030.' },
  },
  IMPORT_INTERRUPTED: {
    status: 503, zh: '导入中断，已导入的订单保留。', en: 'The import was interrupted; the orders taken in so far stay.',
    hint: { zh: '请稍后用同一文件再次导入：从中断处继续，不会丢失，也不会重复。', en: 'Import the same file again: it goes on where it stopped, nothing is lost and nothing doubled.' }, retryAfterSeconds: 5,
  },
  UNMAPPED_STATUS: {
    status: 422, zh: '平台订单状态无法识别，已暂存。', en: 'The platform status is not known here; the order was set aside.',
    hint: { zh: '请为该状态配置映射后重新处理。', en: 'Map this status, then process the order again.' },
  },
  CHANNEL_UNAUTHORISED: {
    status: 403, zh: '该渠道未登记，不能提交订单。', en: 'This channel is not registered and may not send orders.',
    hint: { zh: '请先登记店铺渠道。', en: 'Register the channel first.' },
  },
  SHOP_AUTH_EXPIRED: {
    status: 409, zh: '店铺授权已过期。', en: 'The authorisation of the shop has expired.',
    hint: { zh: '请重新授权店铺，缺失的订单会自动补齐。', en: 'Authorise the shop again; what was missed will be fetched.' },
  },
  HOLD_NOT_FOUND: {
    status: 404, zh: '没有该拦截。', en: 'There is no such hold.',
    hint: { zh: '请重新读取订单的拦截列表。', en: 'Read the holds of the order again.' },
  },
  HOLD_NOT_YOURS: {
    status: 403, zh: '该拦截由他方设置，您不能解除。', en: 'This hold was placed by someone else; you may not release it.',
    hint: { zh: '平台或售后设置的拦截由其来源解除。', en: 'A hold is released by whoever placed it, or by the end of its cause.' },
  },
  RETURN_ADDRESS_INVALID: {
    status: 422, zh: '退货地址无效。', en: 'The return address is missing or not usable.',
    hint: { zh: '请选择本店启用中的退货地址。', en: 'Choose an active return address of your own.' },
  },
  SENDER_ADDRESS_REQUIRED: {
    status: 409, zh: '尚未设置发货地址。', en: 'No sender address has been set.',
    hint: { zh: '请先添加发货地址。', en: 'Add a sender address first.' },
  },
  SHIP_METHOD_MISMATCH: {
    status: 422, zh: '发货方式与填写内容不符。', en: 'The shipping method does not fit what was filled in.',
    hint: { zh: '无需物流不填快递信息，且仅限虚拟商品；其他方式须填快递公司和单号。', en: '"No logistics" takes neither carrier nor number and only virtual goods; every other method needs both.' },
  },
  SHIP_BLOCKED_AFTERSALE: {
    status: 409, zh: '订单有售后，已阻止发货。', en: 'An open after-sale keeps this order from being shipped.',
    hint: { zh: '请先处理售后，再决定是否发货。', en: 'Settle the after-sale, then decide.' },
  },
  TRACKING_UPDATE_LIMIT: {
    status: 409, zh: '修改单号的次数已达上限。', en: 'The tracking number cannot be changed any more.',
    hint: { zh: '平台限制修改次数，原单号已保留。', en: 'The platform limits such changes; the old number stays.' },
  },
  PLATFORM_STATUS_CHANGED: {
    status: 409, zh: '平台订单状态已变化，发货未成功。', en: 'The order has changed on the platform; it was not shipped.',
    hint: { zh: '请同步订单后查看是否已退款或取消。', en: 'Synchronise the order and see whether it was refunded or cancelled.' },
  },
  PLATFORM_ALREADY_SHIPPED: {
    status: 409, zh: '平台已有发货单号。', en: 'The platform already has a tracking number for it.',
    hint: { zh: '请核对平台单号，必要时修改单号。', en: 'Compare the number there; change it if need be.' },
  },
  CUSTOMS_INFO_MISSING: {
    status: 422, zh: '跨境订单缺少报关信息。', en: 'Customs data is missing for a cross-border order.',
    hint: { zh: '请补全报关信息。', en: 'Complete the customs data.' },
  },
  PACK_MISMATCH: {
    status: 409, zh: '扫描的商品或数量与订单不符。', en: 'What was scanned does not match the order.',
    hint: { zh: '请重新清点后再扫描。', en: 'Count again and scan again.' },
  },
  DAY_CLOSE_INCOMPLETE: {
    status: 409, zh: '仍有未发货且未填写原因的订单，不能日结。', en: 'Some orders due today are neither shipped nor explained.',
    hint: { zh: '请发货或逐单填写原因。', en: 'Ship each of them or state its reason.' },
  },
  STOCK_INSUFFICIENT: {
    status: 409, zh: '库存不足。', en: 'There is not enough stock.',
    hint: { zh: '请先补货，或减少数量。', en: 'Replenish first, or ask for less.' },
  },
} as const satisfies Record<string, ProblemEntry>;
