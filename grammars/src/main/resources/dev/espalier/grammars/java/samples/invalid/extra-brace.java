class A {} }
