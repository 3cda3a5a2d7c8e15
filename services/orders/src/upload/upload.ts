import type { Readable } from 'node:stream';
import type {} from '@fastify/multipart'; // request.parts()
import { problem } from '@daifa/service-shell/problems';
import { invalid, Validation } from '@daifa/service-shell/validation';
import type { FastifyRequest } from 'fastify';
import { ImportSettings, type ImportQuery } from './import.dto.js';

/** A million rows, the most a file may have, take no more. Files are read as they come and never held. */
export const FILE_BYTES_MAX = 512 * 1024 * 1024;
const PARTS_MAX = 8;

/** An import as it arrives: what is to be done first, then the files, each to be read before the next is asked for. */
export type Upload = { readonly settings: ImportSettings; readonly files: AsyncIterable<UploadedFile> };

export type UploadedFile = { readonly name: 'lines' | 'file'; readonly bytes: AsyncIterable<Buffer> };

type Part = { readonly type: 'field'; readonly fieldname: string; readonly value: unknown } | { readonly type: 'file'; readonly fieldname: string; readonly file: FileStream };
type FileStream = Readable & { readonly truncated: boolean };

/** A form with fields before files, or a body that is the file with the settings as query parameters. @throws Problem */
export async function openUpload(request: FastifyRequest, query: ImportQuery): Promise<Upload> {
  if (!request.isMultipart()) return { settings: await settingsOf(query), files: wholeBody(request) };
  const parts = request.parts({ limits: { fileSize: FILE_BYTES_MAX, files: 2, parts: PARTS_MAX } });
  const fields: Record<string, unknown> = { ...query };
  for (let next = await parts.next(); !next.done; next = await parts.next()) {
    const part: Part = next.value;
    if (part.type === 'file') return { settings: await settingsOf(fields), files: filesFrom(part, parts) };
    fields[part.fieldname] = part.value;
  }
  throw fileMissing();
}

async function settingsOf(fields: object): Promise<ImportSettings> {
  const settings: unknown = await new Validation().transform({ ...fields }, { type: 'body', metatype: ImportSettings });
  if (settings instanceof ImportSettings) return settings;
  throw new TypeError('validation answered something else than it was asked for');
}

async function* filesFrom(first: Part, others: AsyncIterable<Part>): AsyncGenerator<UploadedFile> {
  yield uploaded(first);
  for await (const part of others) yield uploaded(part);
}

function uploaded(part: Part): UploadedFile {
  if (part.type === 'file' && (part.fieldname === 'lines' || part.fieldname === 'file')) return { name: part.fieldname, bytes: wholeFile(part.file) };
  throw invalid([{ in: 'body', pointer: `/${part.fieldname}`, rule: 'part', messages: { zh: '字段须在文件之前，文件名为 lines 或 file', en: 'fields stand before the files, which are called "lines" and "file"' } }]);
}

/** A file cut off at the limit must not pass for a whole one. */
async function* wholeFile(file: FileStream): AsyncGenerator<Buffer> {
  yield* file;
  if (file.truncated) throw problem('BODY_TOO_LARGE', { fileBytesMax: FILE_BYTES_MAX });
}

async function* wholeBody(request: FastifyRequest): AsyncGenerator<UploadedFile> {
  if (request.body !== undefined && request.body !== null) throw problem('UNSUPPORTED_MEDIA_TYPE');
  yield { name: 'file', bytes: bounded(request.raw) };
}

async function* bounded(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > FILE_BYTES_MAX) throw problem('BODY_TOO_LARGE', { fileBytesMax: FILE_BYTES_MAX });
    yield chunk;
  }
}

export const fileMissing = (): ReturnType<typeof invalid> =>
  invalid([{ in: 'body', pointer: '/file', rule: 'required', messages: { zh: '缺少订单文件 file', en: 'the order export is missing: send it as the form part "file"' } }]);
