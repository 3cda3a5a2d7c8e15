import { open } from './client.js';
import { Selection } from './selection.js';

test.each(['http://localhost:2113', 'postgres://user:secret@localhost/db', 'esdb://user:secret@:x:y', 'kurrentdb://'])('a URL that is none of an event store is refused without its password: %s', (url) => {
  expect(() => open(url)).toThrow(TypeError);
  expect(() => open(url)).not.toThrow('secret');
});

test.each(['esdb://user:secret@localhost:2113', 'esdb+discover://a:1,b:2?tls=false', 'kurrentdb://localhost', 'kurrentdb+discover://localhost?tls=false'])('a URL of an event store is taken under both names: %s', (url) => {
  expect(open(url).client.connectionName).not.toBe('');
});

test.each([[[]], [['order-']], [['$ce']], [['order', '']]])('categories are some, and only names: %j', (categories) => {
  expect(() => new Selection(categories)).toThrow(TypeError);
});
