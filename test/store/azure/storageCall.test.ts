import { queueOperation, tableOperation } from '../../../shared/store/azure/storageCall';

describe('naming storage calls', () => {
  test.each([
    { method: 'POST', path: 'Tables', conditional: false, operation: 'ensure' },
    { method: 'POST', path: 'jobs', conditional: false, operation: 'insert' },
    { method: 'POST', path: '$batch', conditional: false, operation: 'transact' },
    { method: 'PUT', path: "jobs(PartitionKey='a',RowKey='b')", conditional: false, operation: 'upsert' },
    { method: 'PUT', path: "jobs(PartitionKey='a',RowKey='b')", conditional: true, operation: 'replace' },
    { method: 'DELETE', path: "jobs(PartitionKey='a',RowKey='b')", conditional: true, operation: 'remove' },
    { method: 'GET', path: "jobs(PartitionKey='a',RowKey='b')", conditional: false, operation: 'get' },
    { method: 'GET', path: "jobs()?$filter=PartitionKey%20eq%20'a()'&$top=2", conditional: false, operation: 'query' },
  ])('$method $path of a table is $operation', ({ method, path, conditional, operation }) => {
    expect(tableOperation(method, `http://127.0.0.1:10002/devstoreaccount1/${path}`, conditional)).toBe(operation);
  });

  test.each([
    { method: 'PUT', path: 'work', operation: 'ensure' },
    { method: 'GET', path: 'work?comp=metadata', operation: 'approximateCount' },
    { method: 'POST', path: 'work/messages?visibilitytimeout=0', operation: 'send' },
    { method: 'GET', path: 'work/messages?numofmessages=32', operation: 'receive' },
    { method: 'PUT', path: 'work/messages/1b4f?popreceipt=x', operation: 'extend' },
    { method: 'DELETE', path: 'work/messages/1b4f?popreceipt=x', operation: 'remove' },
  ])('$method $path of a queue is $operation', ({ method, path, operation }) => {
    expect(queueOperation(method, `http://127.0.0.1:10001/devstoreaccount1/${path}`)).toBe(operation);
  });
});
