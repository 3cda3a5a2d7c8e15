import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { activeBinding, answerBinding, bindingEvolution, requestBinding, type AnswerBinding, type BindingEvent } from './binding.js';
import { asBindingId, asFactoryId, bindingPairOf } from './ids.js';
import { at, binding, factory, merchant, otherFactory } from './samples.js';

const given = sentences(bindingEvolution);
const bindingId = asBindingId(`${bindingPairOf(merchant, factory)}.1`);
const request = { merchantId: merchant, factoryId: factory, merchantAlias: '晨光小店', sender: binding.sender, serviceType: 'PRINT_ONLY', fenced: true, at } as const;
const requested: BindingEvent = { type: 'BindingRequested', bindingId, ...request };
const accepted: BindingEvent = { type: 'BindingAccepted', bindingId, at };
const rejected: BindingEvent = { type: 'BindingRejected', bindingId, reason: '产能不足', at };
const withdrawn: BindingEvent = { type: 'BindingWithdrawn', bindingId, at };
const unbound: BindingEvent = { type: 'BindingUnbound', bindingId, by: 'factory', at };
const answer = (kind: 'accept' | 'withdraw' | 'unbind', caller: string): AnswerBinding => ({ bindingId, caller, answer: { kind }, at });
const reject: AnswerBinding = { bindingId, caller: factory, answer: { kind: 'reject', reason: '产能不足' }, at };
const active = (...events: readonly BindingEvent[]) => activeBinding(events.reduce(bindingEvolution.evolve, bindingEvolution.initial))?.bindingId ?? null;

describe('binding a merchant and a factory', () => {
  test('F-BI-03 DY-10 only the factory’s acceptance makes it active', () => {
    given().when(requestBinding, request).then({ type: 'BindingRequested', bindingId });
    given(requested).when(answerBinding, answer('accept', factory)).then({ type: 'BindingAccepted' });
    given(requested).when(answerBinding, answer('accept', merchant)).thenRefused({ code: 'BINDING_NOT_FOUND' });
    expect([active(), active(requested), active(requested, accepted), active(requested, accepted, unbound)]).toEqual([null, null, bindingId, null]);
  });
  test('F-BI-01 F-BI-03 DY-06 PDD-12 nobody binds himself, and a pending or active binding is not asked for again', () => {
    given().when(requestBinding, { ...request, factoryId: asFactoryId(merchant) }).thenRefused({ code: 'BINDING_SELF' });
    given(requested).when(requestBinding, request).thenRefused({ code: 'BINDING_EXISTS', state: 'PENDING' });
    given(requested, accepted).when(requestBinding, request).thenRefused({ code: 'BINDING_EXISTS', state: 'ACTIVE' });
  });
  test.each([['rejected', rejected], ['withdrawn', withdrawn]] as const)('F-BI-03 F-BI-04: a %s one may be asked for anew, under a new id', (_, end) => {
    given(requested, end).when(requestBinding, request).then({ type: 'BindingRequested', bindingId: asBindingId(`${bindingPairOf(merchant, factory)}.2`) });
  });
  test('F-BI-03 DY-10: the factory rejects, the merchant withdraws, neither in the other’s place', () => {
    given(requested).when(answerBinding, reject).then({ type: 'BindingRejected', reason: '产能不足' });
    given(requested).when(answerBinding, { ...reject, caller: merchant }).thenRefused({ code: 'BINDING_NOT_FOUND' });
    given(requested).when(answerBinding, answer('withdraw', merchant)).then({ type: 'BindingWithdrawn' });
    given(requested).when(answerBinding, answer('withdraw', factory)).thenRefused({ code: 'BINDING_NOT_FOUND' });
    given(requested).when(answerBinding, answer('accept', otherFactory)).thenRefused({ code: 'BINDING_NOT_FOUND' });
    given().when(answerBinding, answer('accept', factory)).thenRefused({ code: 'BINDING_NOT_FOUND' });
    given(requested).when(answerBinding, { ...answer('accept', factory), bindingId: asBindingId('old') }).thenRefused({ code: 'BINDING_NOT_FOUND' });
  });
  test('F-BI-03 DY-10: what is decided stays decided', () => {
    given(requested, withdrawn).when(answerBinding, answer('accept', factory)).thenRefused({ code: 'BINDING_WITHDRAWN' });
    given(requested, rejected).when(answerBinding, answer('accept', factory)).thenRefused({ code: 'BINDING_REJECTED' });
    given(requested, accepted, unbound).when(answerBinding, answer('accept', factory)).thenRefused({ code: 'BINDING_NOT_ACTIVE' });
    given(requested, accepted).when(answerBinding, answer('accept', factory)).then();
  });
  test('F-BI-04 DY-13 X-08 either side unbinds an active one, and the stream says who', () => {
    given(requested, accepted).when(answerBinding, answer('unbind', factory)).then({ type: 'BindingUnbound', by: 'factory' });
    given(requested, accepted).when(answerBinding, answer('unbind', merchant)).then({ type: 'BindingUnbound', by: 'merchant' });
    given(requested, accepted, unbound).when(answerBinding, answer('unbind', merchant)).then();
    given(requested).when(answerBinding, answer('unbind', merchant)).thenRefused({ code: 'BINDING_NOT_ACTIVE' });
  });
});
