import { app } from '@azure/functions';
import { discoveryOperations } from '../shared/composition/discovery';
import { endpoint } from '../shared/composition/services';

app.http('discovery', endpoint('muster', discoveryOperations));
