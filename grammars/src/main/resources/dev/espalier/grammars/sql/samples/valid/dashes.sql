SELECT 1 - -1, 1--1
