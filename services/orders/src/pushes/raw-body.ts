import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { problem } from '@daifa/service-shell/problems';
import type { FastifyInstance } from 'fastify';

const PATH = '/v1/channels/messages/';
/** A message names what it is about; the longest seen have a few hundred bytes. */
const BODY_BYTES_MAX = 65_536;

const bodies = new WeakMap<IncomingMessage, Buffer>();

/**
 * Keeps a message's body as the bytes it came in: that is what was signed, and a body that is no JSON has to reach the door
 * too. Whatever reads bodies after this finds an empty object.
 */
export function keepRawBodies(server: FastifyInstance): void {
  server.addHook('preParsing', async (request, _reply, payload) => {
    if (!request.url.startsWith(PATH)) return payload;
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of payload) {
      length += chunk.length;
      if (length > BODY_BYTES_MAX) throw problem('BODY_TOO_LARGE', { bodyBytesMax: BODY_BYTES_MAX });
      chunks.push(chunk);
    }
    bodies.set(request.raw, Buffer.concat(chunks));
    return Object.assign(Readable.from([Buffer.from('{}')]), { receivedEncodedLength: length });
  });
}

export const rawBodyOf = (request: IncomingMessage): Buffer => bodies.get(request) ?? Buffer.alloc(0);
