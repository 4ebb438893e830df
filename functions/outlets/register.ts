/** The functions of outlets, registered by being imported. */
import './outletActions';
import './outlets';
import './tellOutlets';
import './writeback';
