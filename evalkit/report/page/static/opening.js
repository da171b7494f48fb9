// What is heavy lies in the page compressed. It is opened here and not by the browser's DecompressionStream, because that
// answers later: a number's evidence has to open, and charts have to be drawn for the printer, at once.

const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const lengthBits = (code) => (code < 8 || code === 28 ? 0 : (code >> 2) - 1);
const distanceBits = (code) => (code < 4 ? 0 : (code >> 1) - 1);
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

// A canonical Huffman code as a table: the next bits, lowest first, lead to symbol * 16 + number of bits used.
function codeTable(lengths) {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length] += 1;
  let longest = 15;
  while (longest > 0 && counts[longest] === 0) longest -= 1;
  const next = new Uint16Array(16);
  for (let length = 1, code = 0; length <= longest; length += 1) {
    code = (code + (length > 1 ? counts[length - 1] : 0)) << 1;
    next[length] = code;
  }
  const table = new Uint16Array(1 << longest);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    let [code, reversed] = [next[length], 0];
    next[length] += 1;
    for (let bit = 0; bit < length; bit += 1, code >>= 1) reversed = (reversed << 1) | (code & 1);
    for (let at = reversed; at < table.length; at += 1 << length) table[at] = symbol * 16 + length;
  });
  return { table, longest, mask: table.length - 1 };
}

const fixedCodes = () => [
  codeTable(Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8))),
  codeTable(Array(30).fill(5)),
];

// RFC 1951 within RFC 1952: ten bytes before, and after it four of a checksum and four that say how long the result is.
function gunzipped(bytes) {
  const result = new Uint8Array(new DataView(bytes.buffer).getUint32(bytes.length - 4, true));
  let [at, held, bits, end] = [10, 0, 0, 0];

  function take(count) {
    while (bits < count) {
      held |= bytes[at++] << bits;
      bits += 8;
    }
    const value = held & ((1 << count) - 1);
    held >>>= count;
    bits -= count;
    return value;
  }

  function symbolOf(code) {
    while (bits < code.longest) {
      held |= bytes[at++] << bits;
      bits += 8;
    }
    const found = code.table[held & code.mask];
    held >>>= found & 15;
    bits -= found & 15;
    return found >> 4;
  }

  function ownCodes() {
    const [literals, distances, many] = [take(5) + 257, take(5) + 1, take(4) + 4];
    const small = Array(19).fill(0);
    for (let place = 0; place < many; place += 1) small[ORDER[place]] = take(3);
    const code = codeTable(small);
    const lengths = [];
    while (lengths.length < literals + distances) {
      const symbol = symbolOf(code);
      if (symbol < 16) lengths.push(symbol);
      else {
        const value = symbol === 16 ? lengths.at(-1) : 0;
        for (let left = symbol === 16 ? 3 + take(2) : symbol === 17 ? 3 + take(3) : 11 + take(7); left > 0; left -= 1) lengths.push(value);
      }
    }
    return [codeTable(lengths.slice(0, literals)), codeTable(lengths.slice(literals))];
  }

  for (let last = 0; !last;) {
    last = take(1);
    const kind = take(2);
    if (kind === 0) {
      at -= bits >> 3;
      [held, bits] = [0, 0];
      const size = bytes[at] | (bytes[at + 1] << 8);
      result.set(bytes.subarray(at + 4, at + 4 + size), end);
      at += 4 + size;
      end += size;
      continue;
    }
    const [literal, distance] = kind === 1 ? fixedCodes() : ownCodes();
    for (let symbol = symbolOf(literal); symbol !== 256; symbol = symbolOf(literal)) {
      if (symbol < 256) {
        result[end++] = symbol;
        continue;
      }
      const length = LENGTHS[symbol - 257] + take(lengthBits(symbol - 257));
      const back = symbolOf(distance);
      let from = end - DISTANCES[back] - take(distanceBits(back));
      for (const until = end + length; end < until;) result[end++] = result[from++];
    }
  }
  return result;
}

// The text of an element that holds base64 of gzip.
function openedText(element) {
  const packed = atob(element.textContent);
  const bytes = new Uint8Array(packed.length);
  for (let at = 0; at < packed.length; at += 1) bytes[at] = packed.charCodeAt(at);
  return new TextDecoder().decode(gunzipped(bytes));
}

// An object with one property for each [data-of] element of this name; each is opened when it is first asked for. Where an
// element is called 'part/entry', the part is such an object itself.
function openedParts(name) {
  const parts = {};
  for (const element of document.querySelectorAll(`script[data-of="${name}"]`)) {
    const [part, entry] = element.dataset.part.split("/");
    let opened;
    Object.defineProperty(entry === undefined ? parts : (parts[part] ??= {}), entry ?? part, { enumerable: true, get: () => (opened ??= JSON.parse(openedText(element))) });
  }
  return parts;
}
