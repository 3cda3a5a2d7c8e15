import pc from 'picocolors';
import type { Finding, Report } from './verify-store.js';

/** What the reading found, for a person. */
export function screenOf(report: Report, { where, seconds }: { readonly where: string; readonly seconds: number }): string {
  const { events, streams, orders, effects, findings, findingsTotal } = report;
  const counted = `${number(events)} events 事件 · ${number(streams)} streams 事件流 · ${number(orders)} orders 订单 · ${number(effects)} effects outside 外部动作`;
  const speed = pc.dim(`${seconds.toFixed(1)} s · ${number(Math.round(events / Math.max(seconds, 0.001)))} events/s · ${where}`);
  if (findingsTotal === 0) {
    return ['', `  ${pc.green('✓')} ${pc.bold('The whole history kept its promises 全部历史校验通过')}`, `    ${counted}`, `    positions, revisions, hash chain, every event readable, promises I-1…I-8 ${pc.green('0 violations 无违规')}`, `    ${speed}`, ''].join('\n');
  }
  const [first, ...others] = findings;
  return [
    '', `  ${pc.red('✗')} ${pc.bold(`${number(findingsTotal)} violation${findingsTotal === 1 ? '' : 's'} 发现违规`)}   ${counted}`, '',
    ...(first ? [`  ${pc.red('first 首个')}  ${shown(first)}`] : []), ...others.slice(0, 9).map((finding) => `             ${shown(finding)}`),
    ...(findingsTotal > 10 ? [pc.dim(`             … ${number(findingsTotal - 10)} more; --json lists the first ${findings.length}`)] : []), `    ${speed}`, '',
  ].join('\n');
}

function shown({ rule, stream, revision, position, text }: Finding): string {
  return `${pc.yellow(rule.padEnd(8))} ${pc.bold(`${stream} r${revision}`)}${position > 0 ? pc.dim(` @${position}`) : ''}  ${text}`;
}

const number = (value: number): string => value.toLocaleString('en-US');
