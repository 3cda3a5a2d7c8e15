import { expect, test } from '@jest/globals';
import { ConfigError } from '@daifa/service-shell/config';
import { edgeConfig } from './config.js';

const URLS = { ORDERS_URL: 'http://orders:8081', ALLOCATION_URL: 'http://a:1', FACTORY_URL: 'http://a:1', LOGISTICS_URL: 'http://a:1', AFTER_SALES_URL: 'http://a:1' };

test('the replicas of a service stand with commas between', () => {
  const { upstreams, port } = edgeConfig({ ...URLS, ORDERS_URL: 'http://127.0.0.1:8081/, http://[::1]:8082,http://orders-3:80', PORT: '0' });
  expect(upstreams.orders).toEqual(['http://127.0.0.1:8081', 'http://[::1]:8082', 'http://orders-3:80']);
  expect(port).toBe(0);
});

test('every mistake has its sentence', () => {
  const wrong = (): unknown => edgeConfig({ ...URLS, ORDERS_URL: 'orders:8081', FACTORY_URL: undefined, LOGISTICS_URL: 'http://a:1/v1', AFTER_SALES_URL: 'http://a:1,,http://b:1', DRAIN_MS: '-1' });
  expect(wrong).toThrow(ConfigError);
  expect(wrong).toThrow(/DRAIN_MS is "-1".*\n.*ORDERS_URL is "orders:8081".*\n.*FACTORY_URL is not set\.\n.*LOGISTICS_URL is .*\n.*AFTER_SALES_URL is /);
});
