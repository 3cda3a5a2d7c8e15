import { CarrierRefused, type Carrier, type ParcelRequest } from './carrier.js';
import { normalizeWaybillNo } from './catalogue.js';

/** A parcel nobody sends to nobody. */
export const sampleParcel: ParcelRequest = {
  receiver: { name: '林小满', phone: '13800000001', address: '浙江省杭州市西湖区文三路0号' },
  sender: { name: '晨光小店', phone: '13900000000', address: '浙江省义乌市北苑街道春风大道1号' },
  regionCode: '330106', goods: '纯棉短袖T恤 ×2', weightGrams: 500,
};

export type CarrierUnderTest = {
  readonly code: string;
  readonly carrier: Carrier;
  /** Numbers sold for a request id. */
  purchases(requestId: string): Promise<number>;
};

/** What every adapter promises. @param open a carrier that behaves well, and a request id nobody used */
export function carrierContract(name: string, open: () => Promise<CarrierUnderTest & { readonly requestId: string }>): void {
  describe(`${name} keeps the promises of a carrier`, () => {
    const bought = async () => {
      const one = await open();
      const { precreateId } = await one.carrier.precreate(one.requestId, sampleParcel);
      return { ...one, precreateId, number: await one.carrier.create(precreateId) };
    };

    test('a request nobody made is unknown', async () => {
      const { carrier, requestId } = await open();
      expect(await carrier.query(requestId)).toEqual({ state: 'unknown' });
    });

    test('preparing twice is one preparation, and buys nothing', async () => {
      const { carrier, requestId, purchases } = await open();
      const first = await carrier.precreate(requestId, sampleParcel);
      expect(await carrier.precreate(requestId, { ...sampleParcel, regionCode: '110101' })).toEqual(first);
      expect(await carrier.query(requestId)).toEqual({ state: 'precreated', ...first });
      expect(await purchases(requestId)).toBe(0);
    });

    test('buying gives a number of this carrier; buying again the same one, and it is counted once', async () => {
      const { code, carrier, requestId, precreateId, number, purchases } = await bought();
      expect(normalizeWaybillNo(code, number.waybillNo)).toMatchObject({ kind: 'valid', waybillNo: number.waybillNo });
      expect(await carrier.create(precreateId)).toEqual(number);
      expect(await carrier.precreate(requestId, sampleParcel)).toEqual({ precreateId });
      expect(await carrier.query(requestId)).toEqual({ state: 'created', precreateId, number });
      expect(await purchases(requestId)).toBe(1);
    });

    test('asked by many at once, it sells one number', async () => {
      const { carrier, requestId, purchases } = await open();
      const { precreateId } = await carrier.precreate(requestId, sampleParcel);
      const numbers = await Promise.all(Array.from({ length: 20 }, () => carrier.create(precreateId)));
      expect(new Set(numbers.map(({ waybillNo }) => waybillNo)).size).toBe(1);
      expect(await purchases(requestId)).toBe(1);
    });

    test('a number that was never prepared is refused', async () => {
      const { carrier } = await open();
      await expect(carrier.create('nobody prepared this')).rejects.toBeInstanceOf(CarrierRefused);
    });

    test('a number is voided once, and stays the number of its request', async () => {
      const { carrier, requestId, number, purchases } = await bought();
      expect(await carrier.void(number.waybillNo, requestId)).toBe('voided');
      expect(await carrier.void(number.waybillNo, requestId)).toBe('already-voided');
      expect(await carrier.query(requestId)).toMatchObject({ state: 'voided', number });
      expect(await purchases(requestId)).toBe(1);
    });

    test('only the request a number was bought with can void it', async () => {
      const { carrier, requestId, number } = await bought();
      expect(await carrier.void(number.waybillNo, `${requestId}-other`)).toBe('already-used');
      expect(await carrier.query(requestId)).toMatchObject({ state: 'created' });
    });
  });
}
