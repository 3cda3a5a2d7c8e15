/** The columns of each export by what they mean to us. Order does not matter, unknown columns are ignored. */
export type Column = {
  /** As the platforms spell it, today's spelling first. */
  readonly names: readonly string[];
  /** The file is refused without it: what it says can stop a label, or nothing can be imported without it. */
  readonly required: boolean;
};

export type ExportKind = 'PDD' | 'DOUYIN' | 'TAOBAO' | 'TAOBAO_LINES';

export type Columns<Field extends string> = { readonly kind: ExportKind; readonly columns: Readonly<Record<Field, Column>> };

function need(...names: readonly string[]): Column {
  return { names, required: true };
}

function may(...names: readonly string[]): Column {
  return { names, required: false };
}

export const PDD = {
  kind: 'PDD',
  columns: {
    orderNo: need('订单号'), status: need('订单状态'), inReview: need('是否审核中'), afterSale: need('售后状态'),
    title: need('商品', '商品名称'), spec: may('商品规格'), quantity: need('商品数量(件)', '商品数量'),
    productId: may('商品id'), skuId: may('样式ID'), outSkuSn: may('商家编码-规格维度'), productSn: may('商家编码-商品维度'),
    placedAt: may('订单成交时间'), paidAt: may('支付时间'), promisedShipAt: may('承诺发货时间'),
    goods: need('商品总价(元)'), freight: may('邮费(元)'), paid: need('用户实付金额(元)'),
    shopDiscount: may('店铺优惠折扣(元)'), platformDiscount: may('平台优惠折扣(元)'), payDiscount: may('多多支付立减金额(元)'),
    giftTitle: may('赠品名称'), giftId: may('赠品id'), giftSpec: may('赠品规格'), giftQuantity: may('赠品数量'),
    name: may('收货人', '收件人'), phone: may('收货人电话', '手机', '收件人手机号'), address: may('收货地址', '详细地址'),
    province: may('省'), city: may('市'), district: may('区'), town: may('街道/镇', '街道'),
    buyerMessage: may('买家留言'), sellerNote: may('商家备注'),
  },
} as const satisfies Columns<string>;

export const DOUYIN = {
  kind: 'DOUYIN',
  columns: {
    orderNo: need('主订单编号'), lineNo: need('子订单编号'), status: need('订单状态'), afterSale: need('售后状态'),
    title: need('选购商品'), spec: may('商品规格'), quantity: need('商品数量'), productId: may('商品ID'), outSkuSn: may('商家编码'),
    unitPrice: need('商品单价'), payable: need('订单应付金额'), freight: may('运费'), discount: may('优惠总金额'),
    name: may('收件人'), phone: may('收件人手机号'), address: may('详细地址'),
    province: may('省'), city: may('市'), district: may('区'), town: may('街道'),
    buyerMessage: may('买家留言'), sellerNote: may('商家备注'), flag: may('旗帜颜色'),
    placedAt: may('订单提交时间'), paidAt: may('支付完成时间'), promisedShipAt: may('承诺发货时间'),
  },
} as const satisfies Columns<string>;

export const TAOBAO = {
  kind: 'TAOBAO',
  columns: {
    orderNo: need('订单编号'), status: need('订单状态'), closeReason: may('订单关闭原因'), quantity: need('宝贝总数量'),
    payable: need('总金额'), freight: may('买家应付邮费'), paid: need('买家实际支付金额'),
    buyer: may('买家会员名'), name: may('收货人姓名'), address: may('收货地址'), changedAddress: may('修改后的收货地址'),
    telephone: may('联系电话'), mobile: may('联系手机'), buyerMessage: may('买家留言'), sellerNote: may('订单备注'),
    placedAt: may('订单创建时间'), paidAt: may('订单付款时间'),
  },
} as const satisfies Columns<string>;

export const TAOBAO_LINES = {
  kind: 'TAOBAO_LINES',
  columns: {
    orderNo: need('订单编号'), lineNo: may('子订单编号'), title: need('标题', '宝贝标题'), unitPrice: need('价格'), quantity: need('购买数量'),
    spec: may('商品属性'), outSkuSn: may('外部系统编号'), productSn: may('商家编码'), status: need('订单状态'),
  },
} as const satisfies Columns<string>;

export type PddField = keyof typeof PDD.columns;
export type DouyinField = keyof typeof DOUYIN.columns;
export type TaobaoField = keyof typeof TAOBAO.columns;
export type TaobaoLineField = keyof typeof TAOBAO_LINES.columns;

export const ORDER_EXPORTS: readonly Columns<string>[] = [PDD, DOUYIN, TAOBAO];
export const EVERY_EXPORT: readonly Columns<string>[] = [...ORDER_EXPORTS, TAOBAO_LINES];

export const KIND_NAMES: Readonly<Record<ExportKind, { readonly zh: string; readonly en: string }>> = {
  PDD: { zh: '拼多多订单导出', en: 'Pinduoduo order export' },
  DOUYIN: { zh: '抖音订单导出', en: 'Douyin order export' },
  TAOBAO: { zh: '淘宝 ExportOrderList（订单）', en: 'Taobao ExportOrderList (orders)' },
  TAOBAO_LINES: { zh: '淘宝 ExportOrderDetailList（明细）', en: 'Taobao ExportOrderDetailList (lines)' },
};
