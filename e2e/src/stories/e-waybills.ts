import { done, oneDone, oneVerdict, verdict } from '../client/answers.js';
import type { Answer } from '../client/http.js';
import type { CarrierService } from '../client/shapes.js';
import { tenants } from '../client/world.js';
import { allocates, comesIn } from './moves.js';
import type { Stage } from './stage.js';
import type { Story } from './story.js';

/** Where parcels may be sent from, and through whom. */

const ADDRESSES_MAX = 100;
/** Another courier than the other stories': who keeps a service with a courier buys there through it only. */
const COURIER = 'STO';
const OTHER_COURIER = 'ZTO';
/** Marks what this story adds, so that it leaves the book as it was, also after an evening on which it broke off. */
const OURS = '故事地址';
const XIHU = { name: OURS, phone: '13900000000', province: '浙江省', city: '杭州市', district: '西湖区', detail: '样例路1号' } as const;
/** Where the label says the parcel comes from. */
const YIWU = { name: OURS, phone: '13900000000', province: '浙江省', city: '金华市', district: '义乌市', detail: '北苑街道春风大道1号' } as const;
const AGREEMENT = '2026-01';

export const eWaybills: Story = {
  id: 'G-13',
  title: { zh: '第 100 与第 101 个地址；一址一网点；面单地址须一致', en: 'the 100th and the 101st address; one branch on one address; a label from the wrong district' },
  rules: ['EWB-03', 'EWB-07', 'EWB-09', 'EWB-11', 'EWB-12'],
  play: async (stage) => {
    await tidied(stage);
    try {
      await comesIn(stage);
      const allocationId = await allocates(stage);
      const [wrong, right] = await hundredAddresses(stage);
      await opens(stage, wrong, { zh: '为西湖区的地址开通申通网点', en: 'opens a branch of STO for an address in Xihu; the platform approves' });
      await stage.refused('merchant', { zh: '同一地址再开一个网点', en: 'applies for a second branch on the same address' }, async () => verdict(await applied(stage, OTHER_COURIER, wrong)));
      await stage.refused('factory', { zh: '以义乌市的发货地址取申通单号', en: 'asks STO for a number; the label says Yiwu' }, async () => oneVerdict(await stage.world.factory.requestLabels([{ allocationIds: [allocationId], carrier: COURIER }])));
      await opens(stage, right, { zh: '为义乌市的地址也开通一个网点', en: 'opens a branch for an address in Yiwu as well' });
      const label = await stage.act('factory', { zh: '再次取号', en: 'asks again' }, async () => oneDone(await stage.world.factory.requestLabels([{ allocationIds: [allocationId], carrier: COURIER }])));
      await stage.follows({ zh: '申通给出单号', en: 'STO gives the number' }, 'LabelIssued');
      stage.fact({ zh: '省市区一致，取号成功', en: 'province, city and district are the same: there is a number' }, label.labelId !== '');
    } finally {
      await tidied(stage);
    }
  },
};

/** Fills the book to its last place. @returns an address in the wrong district and one in the right */
async function hundredAddresses(stage: Stage): Promise<readonly [string, string]> {
  const { merchant } = stage.world;
  const ids = await stage.act('merchant', { zh: '把发货地址加到第 100 个', en: 'adds sender addresses up to the 100th' }, async () => {
    const free = ADDRESSES_MAX - done(await merchant.addresses()).items.length;
    const added: string[] = [];
    for (let n = 0; n < free; n += 1) added.push(done(await merchant.addAddress({ ...(n % 2 === 0 ? XIHU : YIWU), detail: `样例路${n + 1}号` })).addressId);
    return added;
  });
  stage.fact({ zh: '第 100 个地址成功', en: 'the 100th is taken' }, done(await merchant.addresses()).items.length === ADDRESSES_MAX);
  await stage.refused('merchant', { zh: '添加第 101 个地址', en: 'adds the 101st' }, async () => verdict(await merchant.addAddress(XIHU)));
  const [wrong = '', right = ''] = ids;
  return [wrong, right];
}

async function applied(stage: Stage, carrier: string, addressId: string): Promise<Answer<CarrierService>> {
  const { merchant } = stage.world;
  const [branch] = done(await merchant.branches(carrier, addressId)).items;
  return merchant.applyForService({ carrier, addressId, branchId: branch?.branchId ?? 'none', contact: { name: '样例联系人', phone: '13900000000' }, agreementVersion: AGREEMENT });
}

async function opens(stage: Stage, addressId: string, text: { readonly zh: string; readonly en: string }): Promise<void> {
  await stage.act('merchant', text, async () => {
    const { serviceId } = done(await applied(stage, COURIER, addressId));
    return done(await stage.world.platform.reviewService(serviceId, { merchantId: tenants.merchant.tenantId, decision: 'APPROVE' }));
  });
}

/** Gives up the story's services and takes its addresses out of the book. */
async function tidied({ world: { merchant } }: Stage): Promise<void> {
  const ours = done(await merchant.addresses()).items.filter(({ name }) => name === OURS).map(({ addressId }) => addressId);
  for (const { serviceId, addressId, state } of done(await merchant.services()).items) {
    if (ours.includes(addressId) && state !== 'CLOSED' && state !== 'REJECTED') done(await merchant.closeService(serviceId));
  }
  for (const addressId of ours) done(await merchant.deleteAddress(addressId));
}
