import type { CallbackGauge } from '@daifa/service-shell/gauges';
import type { DataSource } from 'typeorm';

/** Numbers whose channel has not taken them: waiting for somebody, or given up by him (DXM-14). */
export function uploadFailures(database: DataSource): CallbackGauge {
  return {
    name: 'daifa_upload_failures', label: 'state', help: 'Numbers that channels have not taken, by whether somebody has given them up.',
    read: async () => {
      const rows: readonly { readonly of: string; readonly value: number }[] = await database.query(`select upload as of, count(*)::integer as value from orders.shipment_row where upload in ('FAILED', 'IGNORED') group by upload`);
      return ['FAILED', 'IGNORED'].map((state) => ({ of: state.toLowerCase(), value: rows.find(({ of }) => of === state)?.value ?? 0 }));
    },
  };
}
