parser grammar Channels;
options { tokenVocab = ChannelsLexer; }
s : ID (COMMA ID)* EOF ;
