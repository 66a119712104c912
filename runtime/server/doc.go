// Package server is how people and programs reach Caseloom: one address, one package an audience (citizen, casework,
// studio, admin, api), and one shared door, package web, through which every request comes.
//
// It holds no case, decides nothing about one, and keeps nothing in memory that another server would need.
//
// The one path through it: New wires the pages to the rooms below, Serve answers on a listener, and Shutdown ends the
// streams, finishes what is being answered, and returns.
package server
