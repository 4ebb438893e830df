import { isOn } from '../../shared/graph/onOff';

test.each([
  { value: 'True', on: true },
  { value: 'true', on: true },
  { value: ' 1 ', on: true },
  { value: 'False', on: false },
  { value: '0', on: false },
  { value: 'yes', on: false },
  { value: 'truely', on: false },
  { value: '11', on: false },
  { value: '', on: false },
  { value: undefined, on: false },
])('$value is on: $on', ({ value, on }) => {
  expect(isOn(value)).toBe(on);
});
