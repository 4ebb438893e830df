/** `event`: where things stand in what a vendor sends. */
import type { Fields } from '../../engine/schema/parse/fields';
import { isJsonObject } from '../../scim/json';
import type { EventReading, EventShape } from '../definition';
import { readPaths } from './texts';

/** What CloudEvents calls them. */
const CLOUD_EVENT: EventShape = {
  list: null,
  only: null,
  type: ['type'],
  typeElse: null,
  person: ['subject'],
  time: ['time'],
  timeUnit: 's',
  id: [],
};

export function readEvent(fields: Fields): EventReading {
  fields.refuseOthers(['format', 'formField', 'shapes', 'pings']);
  const format = fields.choice('format', ['json', 'cloudevents'], 'json');
  const shapes = fields.children('shapes').map(readShape);
  if (shapes.length === 0 && format === 'json') {
    const message = `${fields.at('shapes')} must say where type and person stand, once at least.`;
    fields.report(fields.at('shapes'), 'MissingProperty', message);
  }
  return {
    format,
    formField: fields.optionalText('formField'),
    shapes: shapes.length === 0 ? [CLOUD_EVENT] : shapes,
    pings: readPings(fields),
  };
}

function readShape(fields: Fields): EventShape {
  fields.refuseOthers(['list', 'only', 'type', 'typeElse', 'person', 'time', 'timeUnit', 'id']);
  const type = readPaths(fields, 'type');
  const typeElse = fields.optionalText('typeElse');
  if (type.length === 0 && typeElse === null) {
    fields.report(fields.at('type'), 'MissingProperty', `${fields.at('type')} must be a path, or typeElse a type.`);
  }
  return {
    list: fields.optionalText('list'),
    only: fields.optionalText('only'),
    type,
    typeElse,
    person: readPaths(fields, 'person'),
    time: readPaths(fields, 'time'),
    timeUnit: fields.choice('timeUnit', ['s', 'ms'], 's'),
    id: readPaths(fields, 'id'),
  };
}

function readPings(fields: Fields): EventReading['pings'] {
  const pings = fields.value('pings') ?? [];
  if (!Array.isArray(pings)) {
    fields.report(fields.at('pings'), 'InvalidType', `${fields.at('pings')} must be an array.`);
    return [];
  }
  return pings.flatMap((ping, index) => {
    const isText = typeof ping === 'string' && ping.trim() !== '';
    const isObject = isJsonObject(ping) && Object.keys(ping).length > 0;
    const holdsTexts = isObject && Object.values(ping).every((value) => typeof value === 'string');
    if (isText || holdsTexts) return [ping as string | Readonly<Record<string, string>>];
    const path = `${fields.at('pings')}[${index}]`;
    fields.report(path, 'InvalidType', `${path} must be a text, or an object of texts.`);
    return [];
  });
}
