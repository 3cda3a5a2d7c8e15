import { yuanOf, type Fen } from '@daifa/order-domain/money';
import { shanghaiTime } from '@daifa/order-domain/shanghai';
import type { SettledLine } from '@daifa/order-domain/settlement';
import type { Statement } from '@daifa/order-domain/statement-events';
import type { StatementLine } from './statement-lines.js';

/**
 * What stands where in a statement's files (requirements 9.3), CSV and XLSX alike. An issued statement is made again from the log
 * for ever, byte for byte: nothing of a layout that was ever released changes, also no word. Another layout is another number.
 */
export const LAYOUT = 1;

export type Cell = { readonly kind: 'text' | 'whole' | 'yuan'; readonly text: string };

/** Everything of a statement but its lines. */
export type StatementHead = Pick<Statement, 'statementId' | 'merchantAlias' | 'factoryName' | 'from' | 'to' | 'requestedAt'> & {
  readonly position: number;
  readonly lineCount: number;
  readonly unpricedLines: number;
  readonly totalFen: Fen;
  readonly contentSha256: string;
};

const text = (shown: string): Cell => ({ kind: 'text', text: shown });
const whole = (shown: number): Cell => ({ kind: 'whole', text: String(shown) });
const yuan = (shown: Fen | undefined): Cell => (shown === undefined ? text('') : { kind: 'yuan', text: yuanOf(shown) });

export function headCells(head: StatementHead): readonly (readonly [string, Cell])[] {
  return [
    ['对账单号', text(head.statementId)], ['商家别名', text(head.merchantAlias)], ['厂家', text(head.factoryName)],
    ['起(含)', text(shanghaiTime(head.from))], ['止(不含)', text(shanghaiTime(head.to))], ['生成时间', text(shanghaiTime(head.requestedAt))],
    ['事件位置', whole(head.position)], ['行数', whole(head.lineCount)], ['合计(元)', yuan(head.totalFen)],
    ['状态', text(head.unpricedLines === 0 ? '完整' : `不完整(INCOMPLETE)：${head.unpricedLines} 行未定价，未计入合计`)], ['内容哈希', text(head.contentSha256)],
  ];
}

type Column = { readonly title: string; readonly width: number; readonly cell: (line: StatementLine) => Cell };

const CARRIERS: Readonly<Record<string, string>> = { YTO: '圆通速递', ZTO: '中通快递', STO: '申通快递', SF: '顺丰速运' };
const AFTER_SALES: Readonly<Record<SettledLine['afterSale'], string>> = { NONE: '无', OPEN: '售后中', REFUNDED: '已退款' };
const KINDS: Readonly<Record<SettledLine['kind'], string>> = { NORMAL: '正常', GIFT: '赠品' };
/** What an allocation's id begins with is the number the factory knows the order by. */
const ORDER_ID_CHARS = 36;

export const columns: readonly Column[] = [
  { title: '序号', width: 7, cell: ({ ordinal }) => whole(ordinal) },
  { title: '代发单号', width: 44, cell: ({ settled }) => text(settled.allocationId) },
  { title: '代打订单号', width: 38, cell: ({ settled }) => text(settled.allocationId.slice(0, ORDER_ID_CHARS)) },
  { title: '分配时间', width: 20, cell: ({ settled }) => text(shanghaiTime(settled.allocatedAt)) },
  { title: '回传时间', width: 20, cell: ({ settled }) => text(shanghaiTime(settled.returnedAt)) },
  { title: '商品名称', width: 30, cell: ({ settled }) => text(settled.title) },
  { title: '规格', width: 18, cell: ({ settled }) => text(settled.spec) },
  { title: '货号', width: 14, cell: ({ settled }) => text(settled.productSn) },
  { title: '商家编码', width: 16, cell: ({ settled }) => text(settled.outSkuSn) },
  { title: '数量', width: 7, cell: ({ settled }) => whole(settled.quantity) },
  { title: '结算单价(元)', width: 13, cell: ({ price }) => yuan(price?.pieceFen) },
  { title: '金额(元)', width: 12, cell: ({ price }) => yuan(price?.goodsFen) },
  { title: '运费(元)', width: 10, cell: ({ price }) => yuan(price?.freightFen) },
  { title: '快递公司', width: 12, cell: ({ settled }) => text(CARRIERS[settled.carrier] ?? settled.carrier) },
  { title: '运单号', width: 20, cell: ({ settled }) => text(settled.waybillNo) },
  { title: '附加运单号', width: 20, cell: ({ settled }) => text(settled.extraWaybillNos.join(' ')) },
  { title: '发货状态', width: 10, cell: ({ settled }) => text(settled.shipped ? '已发货' : '已回传') },
  { title: '售后状态', width: 10, cell: ({ settled }) => text(AFTER_SALES[settled.afterSale]) },
  { title: '类型', width: 8, cell: ({ settled }) => text(KINDS[settled.kind]) },
  { title: '调整原因', width: 12, cell: () => text('') },
  { title: '关联行', width: 12, cell: () => text('') },
  { title: '备注', width: 20, cell: ({ price }) => text(price ? '' : '未定价(UNPRICED)') },
];
