import type { ExportKind } from './columns.js';
import type { ExportedLine, ExportedOrder, ExportedReceiver } from './exported-order.js';

/** What is written in a row, by column name, before spreadsheets and encodings had their way with it. */
export type CellsByName = Readonly<Record<string, string>>;

/** A prefix no carrier uses. */
const WAYBILL_PREFIX = 'DFTEST';

/** The rows of one order in one file. */
export function cellsOf(file: ExportKind, order: ExportedOrder): readonly CellsByName[] {
  switch (file) {
    case 'PDD':
      return [pddCells(order)];
    case 'DOUYIN':
      return order.lines.map((line, at) => douyinCells(order, line, at === 0));
    case 'TAOBAO':
      return [taobaoCells(order)];
    case 'TAOBAO_LINES':
      return order.lines.map((line) => taobaoLineCells(order, line));
  }
}

export function yuan(fen: number): string {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}

function pddCells(order: ExportedOrder): CellsByName {
  const { amounts, receiver } = order;
  const article = order.lines.find((line) => !line.isGift);
  const gift = order.lines.find((line) => line.isGift);
  const goodsFen = (article?.unitPriceFen ?? 0) * (article?.quantity ?? 0);
  return {
    商品: article?.title ?? '', 订单号: order.platformOrderNo, 订单状态: order.platformStatus, '商品数量(件)': String(article?.quantity ?? ''), 是否审核中: order.inReview ? '是' : '否',
    支付时间: shanghai(order.paidAt), 承诺发货时间: shanghai(order.promisedShipAt), 订单成交时间: shanghai(order.placedAt),
    商品id: article?.platformProductId ?? '', 样式ID: article?.platformSkuId ?? '', 商品规格: article?.spec ?? '',
    '商家编码-规格维度': article?.outSkuSn ?? '', '商家编码-商品维度': article?.productSn ?? '', 商品一级类目: '家居生活', 售后状态: order.afterSale?.raw ?? '',
    赠品名称: gift?.title ?? '', 赠品id: gift?.platformProductId ?? '', 赠品规格: gift?.spec ?? '', 赠品数量: gift ? String(gift.quantity) : '',
    '商品总价(元)': yuan(goodsFen), '邮费(元)': yuan(amounts.freightFen), '店铺优惠折扣(元)': yuan(amounts.discountFen), '平台优惠折扣(元)': '0.00', '多多支付立减金额(元)': '0.00',
    '用户实付金额(元)': yuan(amounts.paidFen), '商家实收金额(元)': yuan(amounts.paidFen), ...waybill(order, '快递单号', '快递公司'),
    省: receiver.province ?? '', 市: receiver.city ?? '', 区: receiver.district ?? '', '街道/镇': receiver.town ?? '', ...notes(order, '商家备注'),
    收货人: receiver.name ?? '', 收货人电话: receiver.phone ?? '', 收货地址: receiver.address ?? '', 是否直播间成交: '否', 是否分期: '否',
  };
}

/** The order's freight and discount stand on its first row. */
function douyinCells(order: ExportedOrder, line: ExportedLine, isFirst: boolean): CellsByName {
  const { amounts, receiver } = order;
  const others = order.lines.slice(1).reduce((total, other) => total + other.unitPriceFen * other.quantity, 0);
  return {
    主订单编号: order.platformOrderNo, 子订单编号: line.platformLineNo, 选购商品: line.title, 商品规格: line.spec ?? '', 商品数量: String(line.quantity), 商品ID: line.platformProductId ?? '',
    商家编码: line.outSkuSn ?? '', 商品单价: yuan(line.unitPriceFen), 订单应付金额: yuan(isFirst ? amounts.payableFen - others : line.unitPriceFen * line.quantity),
    运费: yuan(isFirst ? amounts.freightFen : 0), 优惠总金额: yuan(isFirst ? amounts.discountFen : 0), 支付方式: '微信', 收件人: receiver.name ?? maskedName(order), 收件人手机号: receiver.phone ?? '1**********',
    省: receiver.province ?? '', 市: receiver.city ?? '', 区: receiver.district ?? '', 街道: receiver.town ?? '', 详细地址: receiver.address ?? '****', 是否修改过地址: '否',
    订单提交时间: shanghai(order.placedAt), 支付完成时间: shanghai(order.paidAt), 承诺发货时间: shanghai(order.promisedShipAt), 旗帜颜色: order.flag ?? '', APP渠道: '抖音', 流量来源: '商品卡',
    订单状态: order.platformStatus, 售后状态: line.afterSale?.raw ?? '-', 订单类型: '普通订单', 发货主体: '商家', ...notes(order, '商家备注'),
  };
}

function taobaoCells(order: ExportedOrder): CellsByName {
  const { amounts, receiver } = order;
  return {
    订单编号: order.platformOrderNo, 买家会员名: receiver.buyer ?? 't**', 买家支付宝账号: '***', 买家应付货款: yuan(amounts.payableFen - amounts.freightFen), 买家应付邮费: yuan(amounts.freightFen),
    总金额: yuan(amounts.payableFen), 买家实际支付金额: yuan(amounts.paidFen), 订单状态: order.platformStatus, 收货人姓名: receiver.name ?? maskedName(order), 收货地址: taobaoAddress(receiver),
    运送方式: '快递', 联系手机: receiver.phone ?? '1**********', 订单创建时间: shanghai(order.placedAt), 订单付款时间: shanghai(order.paidAt),
    宝贝标题: order.lines.map((line) => line.title).join('，'), 宝贝种类: String(order.lines.length), 宝贝总数量: String(order.lines.reduce((total, line) => total + line.quantity, 0)),
    店铺Id: '0', 店铺名称: '示例旗舰店', 订单关闭原因: order.status === 'REFUNDED' ? '退款' : order.status === 'CLOSED' ? '买家未付款' : '订单未关闭', ...waybill(order, '物流单号', '物流公司'), ...notes(order, '订单备注'),
  };
}

function taobaoLineCells(order: ExportedOrder, line: ExportedLine): CellsByName {
  return {
    订单编号: order.platformOrderNo, 标题: line.title, 价格: yuan(line.unitPriceFen), 购买数量: String(line.quantity), 外部系统编号: line.outSkuSn ?? '',
    商品属性: line.spec ?? '', 订单状态: order.platformStatus, 商家编码: line.productSn ?? '',
  };
}

function taobaoAddress(receiver: ExportedReceiver): string {
  return [receiver.province, receiver.city, receiver.district, receiver.town, `${receiver.address ?? '****'}(000000)`].join(' ');
}

function maskedName(order: ExportedOrder): string {
  return `${order.platformOrderNo.endsWith('1') ? '张' : '李'}*`;
}

function notes(order: ExportedOrder, sellerColumn: string): CellsByName {
  return { 买家留言: order.buyerMessage ?? '', [sellerColumn]: order.sellerNote ?? '' };
}

function waybill(order: ExportedOrder, numberColumn: string, carrierColumn: string): CellsByName {
  const isSent = order.status === 'SHIPPED' || order.status === 'COMPLETED';
  return isSent ? { [numberColumn]: WAYBILL_PREFIX + order.platformOrderNo.slice(-9), [carrierColumn]: '圆通速递' } : {};
}

function shanghai(iso: string | null): string {
  return iso === null ? '' : new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
