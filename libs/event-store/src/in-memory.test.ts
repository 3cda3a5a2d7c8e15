import { eventStoreContract } from './contract.js';
import { inMemoryStore } from './in-memory.js';
import { StoreUnavailable } from './port.js';

eventStoreContract('the in-memory store', async () => {
  const store = inMemoryStore();
  let lose = false;
  return {
    store: {
      ...store,
      append: async (append) => {
        const result = await store.append(append);
        if (lose) {
          lose = false;
          throw new StoreUnavailable('the reply was lost');
        }
        return result;
      },
    },
    breakReplyOnce: () => { lose = true; },
    stop: async () => undefined,
  };
});
