/** Columns a terminal gives a text: a Chinese character takes two. */
export function width(text: string): number {
  return [...text].reduce((columns, character) => columns + (/[\u2e80-\uffff]/.test(character) && character !== '‖' ? 2 : 1), 0);
}

export const padded = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)));

/** As much of a text as fits, with an ellipsis where something was left out. */
export function fitting(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let fit = '';
  for (const character of text) {
    if (width(fit) + width(character) > columns - 1) break;
    fit += character;
  }
  return `${fit}…`;
}
