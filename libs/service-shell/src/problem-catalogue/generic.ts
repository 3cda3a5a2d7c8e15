import type { ProblemEntry } from './entry.js';

/** What any route can answer: credentials, form, concurrency, the world being away. */
export const genericProblems = {
  UNAUTHENTICATED: {
    status: 401, zh: '缺少有效的访问密钥。', en: 'A valid API key is missing.',
    hint: { zh: '请在 Authorization 请求头中以 Bearer 方式携带未撤销、未过期的密钥。', en: 'Send a key that is neither revoked nor expired as "Authorization: Bearer <key>".' },
  },
  FORBIDDEN: {
    status: 403, zh: '当前角色不能执行该操作。', en: 'Your role may not do this.',
    hint: { zh: '请使用具备所需角色的账号的密钥。', en: 'Use a key of an account that holds one of the required roles.' },
  },
  ROLE_NOT_SELECTED: {
    status: 403, zh: '尚未选择身份（商家或厂家），功能未开放。', en: 'No role (merchant or factory) has been selected yet.',
    hint: { zh: '请先完成身份选择。', en: 'Select a role first; until then only onboarding answers.' },
  },
  NOT_FOUND: {
    status: 404, zh: '没有找到所请求的内容。', en: 'There is nothing here.',
    hint: { zh: '请核对路径与编号。', en: 'Check the path and the ids in it.' },
  },
  VALIDATION_FAILED: {
    status: 400, zh: '请求内容不符合要求。', en: 'The request does not have the required form.',
    hint: { zh: '请按 errors 中逐条给出的位置修改后重试。', en: 'Correct each place named in "errors" and ask again.' },
  },
  MALFORMED_BODY: {
    status: 400, zh: '请求体不是有效的 JSON。', en: 'The body is not valid JSON.',
    hint: { zh: '请检查 JSON 语法、编码（UTF-8）以及禁用的键名。', en: 'Check the JSON syntax, the encoding (UTF-8) and forbidden keys such as "__proto__".' },
  },
  MALFORMED_REQUEST: {
    status: 400, zh: '请求行或请求头无法解析。', en: 'The request line or a header cannot be read.',
    hint: { zh: '请检查 URL 编码和请求头。', en: 'Check the URL encoding and the headers.' },
  },
  BODY_TOO_LARGE: {
    status: 413, zh: '请求体过大。', en: 'The body is too large.',
    hint: { zh: '请分批提交，或使用导入接口。', en: 'Send it in smaller parts, or use an import route.' },
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415, zh: '不支持该内容类型。', en: 'This content type is not supported here.',
    hint: { zh: '请使用 Content-Type: application/json；文件导入请使用 multipart/form-data。', en: 'Use "Content-Type: application/json", or multipart/form-data where a file is imported.' },
  },
  PRECONDITION_FAILED: {
    status: 412, zh: '内容已被更新，与您看到的版本不一致。', en: 'It has changed since you read it.',
    hint: { zh: '请重新读取，确认后用新的 ETag 作为 If-Match 再提交。', en: 'Read it again, decide again, and send the new ETag as If-Match.' },
  },
  REVISION_CONFLICT: {
    status: 409, zh: '多方同时修改，未能写入。', en: 'Too many others changed this at the same moment; nothing was written.',
    hint: { zh: '请稍后用同一个 Idempotency-Key 重试。', en: 'Ask again with the same Idempotency-Key.' }, retryAfterSeconds: 1,
  },
  STALE_EPOCH: {
    status: 409, zh: '该操作针对的是旧的分配，已失效。', en: 'This belongs to an older allocation and no longer counts.',
    hint: { zh: '请重新获取任务列表，按当前分配操作。', en: 'Fetch the work list again and act on the current allocation.' },
  },
  IDEMPOTENCY_MISMATCH: {
    status: 422, zh: '同一个 Idempotency-Key 已用于不同的请求。', en: 'This Idempotency-Key was used for a different request.',
    hint: { zh: '新的请求请使用新的 Idempotency-Key。', en: 'Use a new Idempotency-Key for a new request.' },
  },
  IDEMPOTENCY_IN_PROGRESS: {
    status: 409, zh: '相同的请求正在处理中。', en: 'The same request is still being worked on.',
    hint: { zh: '请稍后用同一个 Idempotency-Key 再试，将得到同一个结果。', en: 'Ask again shortly with the same key: you will get its answer.' }, retryAfterSeconds: 1,
  },
  BATCH_TOO_LARGE: {
    status: 422, zh: '一次提交的条目过多，未做任何处理。', en: 'Too many items in one batch; nothing was done.',
    hint: { zh: '请拆分为每批不超过上限的多次提交。', en: 'Split it into batches within the limit.' },
  },
  DUPLICATE_IN_BATCH: {
    status: 422, zh: '同一批次中重复出现。', en: 'This item occurs twice in the batch.',
    hint: { zh: '第一次出现的条目已处理，请去掉重复项。', en: 'The first occurrence was handled; leave the second one out.' },
  },
  RATE_LIMITED: {
    status: 429, zh: '请求过于频繁。', en: 'Too many requests.',
    hint: { zh: '请在 Retry-After 所示秒数后重试。', en: 'Wait as long as Retry-After says.' }, retryAfterSeconds: 1,
  },
  CAPABILITY_UNSUPPORTED: {
    status: 422, zh: '该渠道不支持此操作。', en: 'This channel cannot do that.',
    hint: { zh: '请查看渠道的能力列表。', en: 'See the capabilities of the channel.' },
  },
  CURSOR_INVALID: {
    status: 400, zh: '分页游标无效。', en: 'The cursor is not valid here.',
    hint: { zh: '请不带 cursor 从第一页开始；游标只能用于产生它的列表和账号。', en: 'Start again without a cursor; a cursor is good only for the list and account it came from.' },
  },
  READ_BEHIND: {
    status: 503, zh: '读取的数据尚未追上您要求的位置。', en: 'The read model has not yet reached the position you named.',
    hint: { zh: '写入已成功，请稍后再读。', en: 'The write is safe; read again shortly.' }, retryAfterSeconds: 1,
  },
  STORE_UNAVAILABLE: {
    status: 503, zh: '存储暂时不可用，结果未知。', en: 'The store cannot be reached; whether it happened is unknown.',
    hint: { zh: '请用同一个 Idempotency-Key 重试，不会重复生效。', en: 'Ask again with the same Idempotency-Key: it takes effect once.' }, retryAfterSeconds: 2,
  },
  READER_OUTDATED: {
    status: 503, zh: '该数据由更新版本的程序写入，当前版本不能处理。', en: 'A newer version wrote this; the present one may not decide on it.',
    hint: { zh: '请等待升级完成后重试。', en: 'Ask again once the upgrade is complete.' }, retryAfterSeconds: 30,
  },
  BUSY: {
    status: 503, zh: '系统繁忙或正在停机。', en: 'The service is busy or stopping.',
    hint: { zh: '请稍后重试。', en: 'Ask again shortly.' }, retryAfterSeconds: 1,
  },
  TIMED_OUT: {
    status: 503, zh: '处理超时，结果未知。', en: 'It took too long; whether it happened is unknown.',
    hint: { zh: '请用同一个 Idempotency-Key 重试，不会重复生效。', en: 'Ask again with the same Idempotency-Key: it takes effect once.' }, retryAfterSeconds: 2,
  },
  INTERNAL: {
    status: 500, zh: '系统内部错误。', en: 'Something went wrong on our side.',
    hint: { zh: '请稍后重试；如仍失败，请把 correlationId 告知运维。', en: 'Ask again; if it persists, give the correlationId to the operator.' },
  },
} as const satisfies Record<string, ProblemEntry>;
