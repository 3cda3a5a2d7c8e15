import PDFDocument from 'pdfkit';
import { barWidths } from './code128.js';
import { DESIGNS } from './design.js';
import { badgeText, type Box, type Mark } from './drawing.js';
import { font } from './font.js';
import { checkCount, type LabelContent, type LabelSize } from './label.js';
import { layOut } from './layout.js';
import { MM_PER_POINT } from './text-fit.js';

type Paper = InstanceType<typeof PDFDocument>;

/**
 * One page for each label, of exactly the paper's size, with the used characters of the font inside and every line, bar
 * and letter a vector. The same labels give the same bytes: the document's date is the first label's printedAt and its
 * id is made from that, so a stored SHA-256 proves which paper it was.
 *
 * @param labels 1 to LABELS_MAX, in the order of the pages
 * @throws LabelUnprintable for the first label that cannot be printed faithfully; no part of a document comes out
 */
export async function renderPdf(labels: readonly LabelContent[], size: LabelSize): Promise<Buffer> {
  checkCount(labels);
  const pages = labels.map((label) => layOut(label, size));
  const { widthMm, heightMm } = DESIGNS[size];
  const paper = new PDFDocument({
    size: [points(widthMm), points(heightMm)],
    margin: 0,
    autoFirstPage: false,
    info: { Title: '电子面单', Creator: 'Daifa', Producer: 'Daifa', CreationDate: new Date(labels[0]?.printedAt ?? '') },
  });
  const bytes = collected(paper);
  paper.registerFont('medium', face('medium')).registerFont('bold', face('bold'));
  for (const marks of pages) {
    paper.addPage();
    for (const mark of marks) paint(paper, mark);
  }
  paper.end();
  return bytes;
}

/** pdfkit takes an opened font as well as a file, which spares 20 ms a document; its types do not know. */
function face(weight: 'medium' | 'bold'): PDFKit.Mixins.PDFFontSource {
  const opened: unknown = font(weight);
  return opened as PDFKit.Mixins.PDFFontSource;
}

function collected(paper: Paper): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    paper.on('data', (chunk: Buffer) => chunks.push(chunk));
    paper.on('end', () => resolve(Buffer.concat(chunks)));
    paper.on('error', reject);
  });
}

function paint(paper: Paper, mark: Mark): void {
  switch (mark.kind) {
    case 'text':
      return write(paper, mark);
    case 'badge':
      return paintBadge(paper, mark);
    case 'frame':
      paper.lineWidth(points(mark.strokeMm));
      rectangle(paper, mark.box).stroke('black');
      return;
    case 'rule':
      rectangle(paper, mark.box).fill('black');
      return;
    case 'barcode':
      return paintBars(paper, mark.text, mark.area);
  }
}

function write(paper: Paper, mark: Extract<Mark, { kind: 'text' }>): void {
  paper.font(mark.weight).fontSize(mark.sizePt).fillColor('black');
  paper.text(mark.text, points(mark.xMm), points(mark.baselineMm), { lineBreak: false, baseline: 'alphabetic' });
}

function paintBadge(paper: Paper, mark: Extract<Mark, { kind: 'badge' }>): void {
  const { xMm, baselineMm } = badgeText(mark);
  rectangle(paper, mark.box).fill('black');
  paper.font('bold').fontSize(mark.sizePt).fillColor('white');
  paper.text(mark.text, points(xMm), points(baselineMm), { lineBreak: false, baseline: 'alphabetic' });
}

/** All bars as one path: even entries are bars, odd ones spaces. */
function paintBars(paper: Paper, text: string, area: Box): void {
  const widths = barWidths(text);
  const moduleMm = area.widthMm / widths.reduce((sum, width) => sum + width, 0);
  let modules = 0;
  widths.forEach((width, index) => {
    if (index % 2 === 0) rectangle(paper, { ...area, xMm: area.xMm + modules * moduleMm, widthMm: width * moduleMm });
    modules += width;
  });
  paper.fill('black');
}

function rectangle(paper: Paper, { xMm, yMm, widthMm, heightMm }: Box): Paper {
  return paper.rect(points(xMm), points(yMm), points(widthMm), points(heightMm));
}

function points(mm: number): number {
  return mm / MM_PER_POINT;
}
