/** States as people read them, beside the word of the interface. */
const STATES: Readonly<Record<string, string>> = {
  PENDING_REVIEW: '待审核', TO_ALLOCATE: '待分配', ALLOCATED: '已分配', RETURNED: '已回传', PARTLY_SHIPPED: '部分发货', SHIPPED: '已发货', CLOSED: '已关闭', REJECTED: '已驳回',
  LABELLED: '已取号', PRINTED: '已打印', SUSPENDED: '已冻结', CANCELLED: '已取消',
  imported: '新导入', updated: '已更新', unchanged: '无变化',
};

/** A state of a newer server is shown as it is. */
export const stateShown = (state: string): string => (STATES[state] ? `${STATES[state]} ${state}` : state);

const FEN_OF_YUAN = 100;
export const yuan = (fen: number): string => (fen / FEN_OF_YUAN).toFixed(2);

export const count = (n: number): string => n.toLocaleString('en-US');

const MINUTE_CHARS = 16;
/** Beijing time, which is what everybody in the trade reads. */
export function beijing(iso: string): string {
  return new Date(iso).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).slice(0, MINUTE_CHARS);
}
