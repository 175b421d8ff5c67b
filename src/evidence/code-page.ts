/** The code pages that Windows consoles and older tools of Western Europe and America write in. */
type CodePage = 'windows-1252' | 'cp850' | 'cp437';

/** Upper halves, 0x80 to 0xff. From the mapping tables at unicode.org/Public/MAPPINGS/VENDORS/MICSFT/PC, seen 2026-11. */
const upperHalf: Readonly<Record<'cp850' | 'cp437', string>> = {
  cp850:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
  cp437:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
};

/** What words of Western languages are written with besides ASCII; in the wrong code page they become other signs. */
const letters = new Set('äöüÄÖÜßáéíóúàèìòùâêîôûëïãõñçÁÉÍÓÚÀÈÒÙÂÊÎÔÛËÏÃÕÑÇåÅæÆøØ¿¡ºª');

const order: readonly CodePage[] = ['windows-1252', 'cp850', 'cp437'];

/** So much of a file is looked at; a file does not change its code page on the way. */
const sampleBytes = 64 * 1024;

/**
 * The code page in which the bytes make the most letters. The bytes do not say it, so this is a guess, and rules decide on ASCII only,
 * which is the same in all of them; the guess is for people who read names and messages.
 */
export function likelyCodePage(bytes: Uint8Array): CodePage {
  const upper = bytes.subarray(0, sampleBytes).filter((byte) => byte >= 0x80);
  const score = (page: CodePage) => [...decodeCodePage(upper, page)].filter((sign) => letters.has(sign)).length;
  return order.reduce((best, page) => (score(page) > score(best) ? page : best));
}

export function decodeCodePage(bytes: Uint8Array, page: CodePage): string {
  if (page === 'windows-1252') return new TextDecoder('windows-1252').decode(bytes);
  const upper = upperHalf[page];
  // Latin-1 keeps each byte as the sign of the same number, so that one pass replaces the upper half.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return text.replace(/[\u0080-\u00ff]/g, (sign) => upper[sign.charCodeAt(0) - 0x80] ?? sign);
}
