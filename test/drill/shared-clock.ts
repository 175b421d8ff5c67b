import type { TenantClocks } from '../../src/engine/clock.ts';

/** From an instant of the wall on, so many times faster than it; everybody on this machine reads the same. */
export interface ClockSetting {
  readonly at: number;
  readonly wallAt: number;
  readonly rate: number;
}

/** The clock of all tenants of a drill. It is set anew by messages, and until one arrives it only lags behind. */
export class SharedClock {
  #setting: ClockSetting;
  constructor(setting: ClockSetting) {
    this.#setting = setting;
  }

  get setting(): ClockSetting {
    return this.#setting;
  }

  now(): number {
    const { at, wallAt, rate } = this.#setting;
    return Math.floor(at + (Date.now() - wallAt) * rate);
  }

  set(setting: ClockSetting): void {
    this.#setting = setting;
  }

  setRate(rate: number): void {
    this.#setting = { at: this.now(), wallAt: Date.now(), rate };
  }

  /** As the product takes it: leases and sockets go by the machine's own clock. */
  clocks(): TenantClocks {
    return { machineNow: () => Date.now(), tenantNow: () => this.now(), setTenantClock: () => undefined };
  }
}
