import { CARRIER_CODES } from '@daifa/carriers/catalogue';
import type { CallbackGauge } from '@daifa/service-shell/gauges';
import type { SettingsBoard } from './settings.js';

/** Waybills left to buy at each carrier; one without end is left out. */
export function waybillBalance(board: SettingsBoard): CallbackGauge {
  return {
    name: 'daifa_waybill_balance',
    help: 'Waybills left to buy at a carrier.',
    label: 'carrier',
    read: async () => {
      const accounts = await Promise.all(CARRIER_CODES.map(async (code) => ({ code, settings: await board.recent(code) })));
      return accounts.flatMap(({ code, settings: { balance } }) => (balance === null ? [] : [{ of: code, value: balance }]));
    },
  };
}
