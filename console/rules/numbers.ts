/** Numbers and counted things in English. */

const whole = new Intl.NumberFormat('en');

/** `12,418` */
export const count = (value: number): string => whole.format(value);

/** `1 job`, `4 jobs` */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** `1.7 %`; one decimal below ten. */
export function percent(part: number, of: number): string {
  if (of === 0) return '0 %';
  const value = (part / of) * 100;
  return `${value > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} %`;
}
