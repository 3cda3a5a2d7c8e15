import type { ProblemEntry } from './entry.js';

/** Stock and shortages. */
export const stockProblems = {
  STOCK_NOT_COUNTED: {
    status: 409, zh: '该商品尚未盘点，不管理库存。', en: 'The stock of this SKU is not kept: nobody has counted it.',
    hint: { zh: '请先登记盘点数量。', en: 'Count it first.' },
  },
  STOCK_TOO_MANY: {
    status: 422, zh: '库存数量过大。', en: 'More pieces than a shelf may hold.',
    hint: { zh: '请核对数量。', en: 'Check the quantity.' },
  },
  STOCK_NOT_WAITING: {
    status: 404, zh: '该分配没有等待库存。', en: 'This allocation is not waiting for stock.',
    hint: { zh: '请重新获取缺货列表；可能已到货或已取消。', en: 'Read the list of shortages again; it may be there, or taken back.' },
  },
  SHORTAGE_NOT_FOUND: {
    status: 404, zh: '没有该缺货单。', en: 'There is no such shortage.',
    hint: { zh: '请重新获取缺货列表。', en: 'Read the list of shortages again.' },
  },
  SHORTAGE_CLOSED: {
    status: 409, zh: '该缺货单已处理完成。', en: 'This shortage is over, or decided for good.',
    hint: { zh: '请按 end 查看处理结果。', en: 'See how it ended.' },
  },
  SHORTAGE_NOT_NOTIFIED: {
    status: 409, zh: '尚未告知买家，不能登记处理方案。', en: 'The buyer has not been told yet.',
    hint: { zh: '请先告知买家并登记。', en: 'Tell the buyer first, and record it.' },
  },
  SUBSTITUTE_NOT_PROPOSED: {
    status: 409, zh: '尚未提出更换商品。', en: 'No substitute has been offered.',
    hint: { zh: '请先登记更换的商品。', en: 'Decide SUBSTITUTE, with its goods, first.' },
  },
  SUBSTITUTE_NOT_WHOLE_LINE: {
    status: 409, zh: '该商品行有一部分已分配或已发出，不能整行更换。', en: 'A part of the line is promised or sent: a line is substituted whole.',
    hint: { zh: '请取消其余分配，或选择部分发货、调配。', en: 'Take the other allocations back, or choose PARTIAL or TRANSFER.' },
  },
  CONSENT_MISSING: {
    status: 409, zh: '买家尚未同意更换商品。', en: 'The buyer has not consented to the substitute.',
    hint: { zh: '请先登记买家同意。', en: 'Record the consent first.' },
  },
  DIFFERENCE_MISMATCH: {
    status: 422, zh: '差价金额与约定不符。', en: 'The difference is not the one that was agreed.',
    hint: { zh: '请按 differenceFen 核对金额（分）。', en: 'See its differenceFen, in fen.' },
  },
} as const satisfies Record<string, ProblemEntry>;
