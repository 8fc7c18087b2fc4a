/** Text made of numbers. Pure: the locale is an argument. */

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** `146 bytes` or `12.4 MB`, in the decimal units that file managers and providers show. */
export function formatBytes(locale: string, bytes: number): string {
  // No file has such a size.
  if (!(bytes >= 0 && bytes < 1e18)) return '?';
  // 999.96 MB is 1 GB when it is told with one digit.
  const rounded = bytes < 1000 ? Math.round(bytes) : Number(bytes.toPrecision(4));
  const power = rounded < 1000 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(rounded) / 3));
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: BYTE_UNITS[power],
    // The short word for bytes is no abbreviation: it is a singular, "146 byte".
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(bytes / 1000 ** power);
}
