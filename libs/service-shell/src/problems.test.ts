import { describe, expect, test } from '@jest/globals';
import { catalogue, isProblemCode } from './problem-catalogue/catalogue.js';
import { preferredLanguage, problemBody } from './problem-body.js';
import { problem, problems } from './problems.js';

const occasion = { instance: '/v1/orders/1', correlationId: 'c-1', language: 'en' } as const;

describe('the catalogue', () => {
  const entries = Object.entries(catalogue);

  test('F-UI-08: holds every code the product promises', () => {
    const promised = `IDEMPOTENCY_MISMATCH REVISION_CONFLICT STALE_EPOCH BATCH_TOO_LARGE DUPLICATE_IN_BATCH RATE_LIMITED ROLE_NOT_SELECTED CAPABILITY_UNSUPPORTED
      ORDER_NOT_FOUND ORDER_NOT_APPROVED PAYMENT_INCOMPLETE ORDER_HAS_AFTERSALE ORDER_IN_REVIEW ORDER_NOT_SHIPPABLE LINE_NOT_DROPSHIP INTAKE_INCOMPLETE UNMAPPED_STATUS CHANNEL_UNAUTHORISED SHOP_AUTH_EXPIRED
      FACTORY_ID_INVALID BINDING_NOT_ACTIVE BINDING_SELF BINDING_WITHDRAWN PROFILE_INCOMPLETE
      ALREADY_ALLOCATED ALLOCATION_CANCELLED ALLOCATION_RETURNED CAPACITY_EXCEEDED HOLD_NOT_FOUND
      PRINT_BLOCKED PERMIT_REVOKED PERMIT_EXPIRED WAYBILL_NO_INVALID CARRIER_UNKNOWN CARRIER_WAYBILL_MISMATCH WAYBILL_MULTI_ADDRESS WAYBILL_PICKUP_BEFORE_PAYMENT WAYBILL_USED_BY_OTHER WAYBILL_ADDRESS_CHANGED
      WAYBILL_REUSE_GAP WAYBILL_NOT_ISSUED_NUMBER WAYBILL_ALREADY_SIGNED_ELSEWHERE ISSUE_SHIP_CARRIER_DIFFER SLAVE_LIMIT SLAVE_EQUALS_MAIN
      RETURN_ADDRESS_INVALID SENDER_ADDRESS_REQUIRED SHIP_METHOD_MISMATCH SHIP_BLOCKED_AFTERSALE TRACKING_UPDATE_LIMIT PLATFORM_STATUS_CHANGED PLATFORM_ALREADY_SHIPPED CUSTOMS_INFO_MISSING PACK_MISMATCH DAY_CLOSE_INCOMPLETE STOCK_INSUFFICIENT
      ADDRESS_LIMIT ADDRESS_BRANCH_EXISTS ADDRESS_IN_USE BRANCH_NOT_IN_AREA NO_BRANCH AGREEMENT_REQUIRED CARRIER_NO_EWAYBILL SERVICE_UNSUPPORTED EWAYBILL_NOT_OPENED SENDER_ADDRESS_MISMATCH WAYBILL_BALANCE_EMPTY VOID_RATIO_EXCEEDED VOID_AFTER_PICKUP
      AFTERSALE_INVALID AFTERSALE_CLOSED AFTERSALE_VERSION_CHANGED AFTERSALE_IN_ARBITRATION RESHIP_PRECONDITION RESHIP_NOT_SHIPPED RESHIP_QTY_EXCEEDED
      STATEMENT_RANGE_INVALID STATEMENT_DAILY_LIMIT STATEMENT_TOO_SOON PRICE_INVALID PRICE_MISSING
      PII_EXPORT_FORBIDDEN PII_REVEAL_QUOTA PII_IN_FREE_TEXT SUBJECT_ERASED
      UNAUTHENTICATED FORBIDDEN NOT_FOUND VALIDATION_FAILED MALFORMED_BODY BODY_TOO_LARGE UNSUPPORTED_MEDIA_TYPE PRECONDITION_FAILED STORE_UNAVAILABLE READER_OUTDATED BUSY INTERNAL
      HOLD_NOT_YOURS RECEIVER_MISSING CURSOR_INVALID READ_BEHIND LINE_NOT_FOUND QUANTITY_INVALID ALLOCATION_NOT_FOUND LABEL_NOT_FOUND LABEL_NOT_ISSUED PERMIT_NOT_FOUND AFTERSALE_NOT_FOUND INTERCEPT_NOT_FOUND
      ADDRESS_NOT_FOUND BINDING_NOT_FOUND BINDING_EXISTS BINDING_REJECTED LABEL_UNPRINTABLE CARRIER_UNAVAILABLE IMPORT_UNREADABLE ORDER_CLOSED ORDER_ALREADY_SHIPPED WAYBILL_NOT_FOUND IDEMPOTENCY_IN_PROGRESS
      STOCK_NOT_COUNTED STOCK_TOO_MANY STOCK_NOT_WAITING SHORTAGE_NOT_FOUND SHORTAGE_CLOSED SHORTAGE_NOT_NOTIFIED SUBSTITUTE_NOT_PROPOSED SUBSTITUTE_NOT_WHOLE_LINE CONSENT_MISSING DIFFERENCE_MISMATCH`.split(/\s+/);
    expect(promised.filter((code) => !isProblemCode(code))).toEqual([]);
  });

  test('F-UI-08: says each code in Chinese and in English, and what to do next', () => {
    for (const [code, entry] of entries) {
      for (const sentence of [entry.zh, entry.hint.zh]) expect([code, sentence]).toEqual([code, expect.stringMatching(/[\u4e00-\u9fff]/)]);
      for (const sentence of [entry.en, entry.hint.en]) expect([code, sentence]).toEqual([code, expect.stringMatching(/^[^\u4e00-\u9fff]{8,}$/)]);
    }
  });

  test('has a status that fits: 503 always says when to come back', () => {
    for (const [code, entry] of entries) {
      expect([code, entry.status]).toEqual([code, expect.any(Number)]);
      if (entry.status === 503) expect([code, entry.retryAfterSeconds]).toEqual([code, expect.any(Number)]);
    }
  });

  test('F-BI-02 PDD-18: answers the platform’s own sentence for a wrong factory shop id', () => {
    expect(catalogue.FACTORY_ID_INVALID.zh).toBe('请输入正确的厂家店铺ID');
  });

  test('does not take the names every object has for codes', () => {
    expect(isProblemCode('constructor')).toBe(false);
  });
});

describe('a problem', () => {
  test('lists every guard that failed; the first gives status, type and title', () => {
    const body = problemBody(problems([{ code: 'PRINT_BLOCKED', facts: { holds: ['h-1'] } }, { code: 'ORDER_NOT_FOUND' }]), occasion);
    expect(body).toMatchObject({ type: '/problems/PRINT_BLOCKED', status: 409, title: 'Printing is blocked by a hold.', code: 'PRINT_BLOCKED', correlationId: 'c-1', instance: '/v1/orders/1' });
    expect(body.guards.map(({ code, facts }) => [code, facts])).toEqual([['PRINT_BLOCKED', { holds: ['h-1'] }], ['ORDER_NOT_FOUND', {}]]);
    expect(body.messages.zh).toBe('订单已被拦截，禁止打印。');
  });

  test('F-UI-08: speaks the asked language in title and detail, and both beside', () => {
    const body = problemBody(problem('ORDER_NOT_FOUND'), { ...occasion, language: 'zh' });
    expect([body.title, body.detail]).toEqual(['订单不存在。', '请核对订单编号。']);
    expect(body.messages.en).toBe('There is no such order.');
  });

  test('takes the wait from its facts before the catalogue', () => {
    expect(problem('STATEMENT_TOO_SOON', { retryAfterSeconds: 12.2 }).retryAfterSeconds).toBe(13);
    expect(problem('BUSY').retryAfterSeconds).toBe(1);
    expect(problem('NOT_FOUND').retryAfterSeconds).toBeNull();
  });
});

test.each([
  [undefined, 'en'], ['', 'en'], ['*', 'en'], ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'], ['en-GB', 'en'], ['fr, zh;q=0.2', 'zh'], ['zh;q=0.3, en;q=0.5', 'en'], ['zh;q=0', 'en'], ['ZH-hant', 'zh'],
] as const)('Accept-Language %j is answered in %s', (header, language) => {
  expect(preferredLanguage(header)).toBe(language);
});
