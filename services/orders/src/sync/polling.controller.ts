import { Controller, Inject, type BeforeApplicationShutdown, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CHANNELS, type OpenChannels } from '../simulators/open-channels.js';
import { PollLoop } from './poll-loop.js';
import { SHOP_READER, ShopReader } from './shop-reader.js';

/** Lets the process read shops by itself, from its start to its end. */
@Controller()
export class PollingController implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #loop: PollLoop;

  constructor(@Inject(SHOP_READER) private readonly reader: ShopReader, @Inject(CHANNELS) private readonly channels: OpenChannels) {
    this.#loop = new PollLoop(reader, reader.parts.world.ports.timers);
  }

  onApplicationBootstrap(): void {
    if (this.reader.parts.config.polling) void this.#loop.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.#loop.stop();
  }

  onApplicationShutdown(): Promise<void> {
    return this.channels.close();
  }
}
