/**
 * Seeded randomness. Every draw belongs to a name (a host and an attempt, a fault and a roll) and not to one long
 * stream, so that an extra request changes nothing for anybody else: same seed, same requests, same bytes.
 */
export class Dice {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number, ...names: readonly (string | number)[]) {
    const hash = hashOf(`${seed}\u0000${names.join('\u0000')}`);
    [this.#a, this.#b, this.#c, this.#d] = hash;
    // The first outputs of sfc32 still resemble its seed.
    for (let warmUp = 0; warmUp < 12; warmUp += 1) this.#draw();
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.#draw() / 4_294_967_296;
  }

  /** A whole number in [low, high]. */
  between(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.between(0, choices.length - 1)] ?? choices[0];
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.#draw().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  /** A GUID of version 4 shape. */
  guid(): string {
    const raw = this.hex(32);
    const variant = (8 + (Number.parseInt(raw.charAt(16), 16) & 3)).toString(16);
    return `${raw.slice(0, 8)}-${raw.slice(8, 12)}-4${raw.slice(13, 16)}-${variant}${raw.slice(17, 20)}-${raw.slice(20)}`;
  }

  /** sfc32: small, fast, passes PractRand; nothing here needs to be unguessable. */
  #draw(): number {
    const sum = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return sum >>> 0;
  }
}

/** cyrb128: four 32-bit words from a text. */
function hashOf(text: string): [number, number, number, number] {
  let h1 = 1_779_033_703;
  let h2 = 3_144_134_277;
  let h3 = 1_013_904_242;
  let h4 = 2_773_480_762;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    h1 = h2 ^ Math.imul(h1 ^ code, 597_399_067);
    h2 = h3 ^ Math.imul(h2 ^ code, 2_869_860_233);
    h3 = h4 ^ Math.imul(h3 ^ code, 951_274_213);
    h4 = h1 ^ Math.imul(h4 ^ code, 2_716_044_179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597_399_067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2_869_860_233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951_274_213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2_716_044_179);
  return [h1 ^ h2 ^ h3 ^ h4, h2 ^ h1, h3 ^ h1, h4 ^ h1];
}
