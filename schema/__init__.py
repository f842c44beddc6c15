"""How the model is declared to others: the GraphQL types, their resolvers, and the SDL."""
