package dev.espalier.runtime.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the texts of each schema say. One method a schema, named like its file. */
final class Stories {
  /**
   * The tellers by schema, in the order of the files that training sees, then the held-out ones.
   */
  static final Map<String, BiConsumer<Story, Draw>> BY_SCHEMA = bySchema();

  private Stories() {}

  private static Map<String, BiConsumer<Story, Draw>> bySchema() {
    Map<String, BiConsumer<Story, Draw>> stories = new LinkedHashMap<>();
    stories.put("order", Stories::order);
    stories.put("contact", Stories::contact);
    stories.put("event", Stories::event);
    stories.put("measurement", Stories::measurement);
    stories.put("bug_report", Stories::bugReport);
    stories.put("invoice", Stories::invoice);
    stories.put("flight", Stories::flight);
    stories.put("recipe", Stories::recipe);
    stories.put("job", Stories::job);
    stories.put("book", Stories::book);
    stories.put("weather", Stories::weather);
    stories.put("review", Stories::review);
    stories.put("rental", Stories::rental);
    stories.put("match", Stories::match);
    stories.put("appointment", Stories::appointment);
    stories.put("delivery", Stories::delivery);
    stories.put("house", Stories::house);
    stories.put("course", Stories::course);
    return java.util.Collections.unmodifiableMap(stories);
  }

  private static void order(Story s, Draw d) {
    s.put("order_number", d.between(100, 9999)).put("customer", d.person());
    ArrayNode items = s.record().putArray("items");
    List<String> parts = new ArrayList<>();
    String form = d.pick("{n} x {p}", "{n} {p}", "{p} ({n})");
    for (int i = d.between(1, 3); i > 0; i--) {
      String product = d.product();
      int quantity = d.between(1, d.chance(0.7) ? 9 : 40);
      ObjectNode item = items.addObject();
      item.put("product", product);
      item.put("quantity", quantity);
      parts.add(form.replace("{n}", Integer.toString(quantity)).replace("{p}", product));
    }
    s.let("items", Draw.joined(parts)).put("total", d.decimal(3, 900, 2));
    boolean express = d.chance(0.5);
    s.put("express", express);
    s.open(
        "Order {order_number} was placed by {customer}.",
        "{customer} placed order {order_number}.",
        "New order {order_number} from {customer}.",
        "We received order number {order_number} from {customer}.",
        "{customer} has ordered again, this is order {order_number}.");
    s.say(
        "It contains {items}.",
        "Items: {items}.",
        "The basket holds {items}.",
        "Please pack {items}.",
        "The customer wants {items}.");
    s.say(
        "The total is {total}.",
        "Total: {total}.",
        "The sum comes to {total} dollars.",
        "All together this costs {total}.",
        "Charge {total} in total.");
    s.sayIf(
        express,
        List.of(
            "Ship it express.",
            "Express delivery was requested.",
            "It must go out by express.",
            "This one is urgent, send it express."),
        List.of(
            "No express needed.",
            "Standard shipping is fine.",
            "Send it by normal mail.",
            "There is no hurry."));
  }

  private static void contact(Story s, Draw d) {
    String name = d.person();
    s.put("name", name);
    s.open(
        "I met {name} at the fair.",
        "Please add {name} to my contacts.",
        "New contact: {name}.",
        "You can ask {name} about this.",
        "{name} sent us a note.");
    if (d.chance(0.6)) {
      s.put("company", d.company());
      s.say(
          "The company is {company}.",
          "Works for {company}.",
          "Employer: {company}.",
          "The business card says {company}.");
    }
    if (d.chance(0.75)) {
      s.put("phone", d.phone());
      s.say(
          "Phone: {phone}.",
          "The phone number is {phone}.",
          "Call {phone}.",
          "You can reach them at {phone}.");
    } else {
      s.putNull("phone").say("There is no phone number.", "", "Phone unknown.");
    }
    if (d.chance(0.75)) {
      s.put("email", d.email(name));
      s.say("Email: {email}.", "Write to {email}.", "The address is {email}.", "Mail {email}.");
    } else {
      s.putNull("email").say("There is no email address.", "", "Email unknown.");
    }
    s.put("city", d.city());
    s.say(
        "Lives in {city}.",
        "The office is in {city}.",
        "City: {city}.",
        "They are based in {city}.");
  }

  private static void event(Story s, Draw d) {
    Draw.Day day = d.day();
    s.put("title", d.pick(Words.TOPICS) + " " + d.pick(Words.EVENTS));
    s.put("date", day.iso()).let("day", day.written()).put("start", d.time());
    s.put("place", d.pick(Words.PLACES));
    boolean isPublic = d.chance(0.5);
    s.put("public", isPublic);
    s.open(
        "The {title} takes place on {day}.",
        "Join us for the {title} on {day}.",
        "On {day} there will be a {title}.",
        "Save the date: {title}, {day}.",
        "We are planning a {title} for {day}.");
    s.say(
        "It starts at {start}.",
        "Doors open at {start}.",
        "We begin at {start}.",
        "Start: {start}.");
    s.say(
        "The place is the {place}.",
        "Come to the {place}.",
        "Location: {place}.",
        "We meet at the {place}.");
    s.sayIf(
        isPublic,
        List.of("Everyone is welcome.", "It is open to the public.", "This is a public event."),
        List.of("It is by invitation only.", "This is a private event.", "Members only."));
    if (d.chance(0.6)) {
      s.put("seats", d.between(10, 900));
      s.say("There are {seats} seats.", "Room for {seats} guests.", "Seats: {seats}.");
    }
  }

  private static void measurement(Story s, Draw d) {
    s.put("sensor", d.capitals(2) + "-" + d.digits(3));
    switch (d.between(0, 2)) {
      case 0 -> {
        s.put("quantity", "temperature").put("value", d.decimal(-20, 45, 1)).put("unit", "C");
        s.say(
            "The temperature is {value} C.",
            "It reads {value} degrees.",
            "Temperature: {value} degrees Celsius.",
            "It is {value} C warm there.");
      }
      case 1 -> {
        s.put("quantity", "humidity").put("value", d.decimal(5, 99, 1)).put("unit", "%");
        s.say(
            "The humidity is {value} %.",
            "Humidity: {value} percent.", "The air is {value} percent humid.");
      }
      default -> {
        s.put("quantity", "pressure").put("value", d.decimal(950, 1040, 1)).put("unit", "hPa");
        s.say(
            "The pressure is {value} hPa.",
            "Air pressure: {value} hPa.",
            "The barometer shows {value} hectopascals.");
      }
    }
    boolean valid = d.chance(0.6);
    s.put("valid", valid);
    s.let("place", d.pick(Words.PLACES)).let("time", d.time());
    s.open(
        "Sensor {sensor} reported at {time}.",
        "Reading from {sensor} at the {place}.",
        "Station {sensor} sent new data.",
        "{time}: message of sensor {sensor}.",
        "The device {sensor} stands at the {place}.");
    s.sayIf(
        valid,
        List.of("The reading is valid.", "The value was checked.", "All looks good.", "Status ok."),
        List.of(
            "The reading is not valid.",
            "The sensor is faulty.",
            "Do not trust this value.",
            "The check failed."));
  }

  private static void bugReport(Story s, Draw d) {
    s.put("component", d.pick(Words.COMPONENTS));
    s.put("version", d.between(0, 12) + "." + d.between(0, 20));
    s.put("severity", d.pick("low", "medium", "high", "critical"));
    s.put("steps", d.some(Words.STEPS, d.between(1, 3)));
    boolean reproducible = d.chance(0.5);
    s.put("reproducible", reproducible);
    s.open(
        "The {component} crashes in version {version}.",
        "Bug in the {component}, version {version}.",
        "Since version {version} the {component} is broken.",
        "The {component} hangs. I use version {version}.",
        "After the update to {version} the {component} shows an error.");
    s.say(
        "Severity: {severity}.",
        "The severity is {severity}.",
        "I would call this {severity}.",
        "Please treat it as {severity}.");
    s.let("list", String.join(", then ", stepsOf(s)));
    s.say("Steps: {steps}.", "To see it, {list}.", "First {list}.", "It happens when you {steps}.");
    s.sayIf(
        reproducible,
        List.of("It happens every time.", "I can reproduce it.", "It is easy to reproduce."),
        List.of("I saw it only once.", "I cannot reproduce it.", "It does not happen again."));
  }

  private static List<String> stepsOf(Story s) {
    List<String> steps = new ArrayList<>();
    s.record().get("steps").forEach(step -> steps.add(step.asString()));
    return steps;
  }

  private static void invoice(Story s, Draw d) {
    Draw.Day day = d.day();
    s.put("invoice_id", "INV-" + d.digits(4)).put("vendor", d.company());
    s.put("amount", d.decimal(5, 5000, 2));
    String currency = d.pick("USD", "EUR", "GBP");
    s.put("currency", currency);
    s.put("due", day.iso()).let("day", day.written());
    boolean paid = d.chance(0.5);
    s.put("paid", paid);
    s.open(
        "{vendor} sent invoice {invoice_id}.",
        "Invoice {invoice_id} from {vendor} has arrived.",
        "Here is the bill {invoice_id} of {vendor}.",
        "We got invoice {invoice_id}. The vendor is {vendor}.");
    s.let(
        "money",
        switch (currency) {
          case "USD" -> "dollars";
          case "EUR" -> "euros";
          default -> "pounds";
        });
    s.say(
        "The amount is {amount} {currency}.",
        "It is for {amount} {money}.",
        "Amount: {amount} {currency}.",
        "They charge {amount} {money}.");
    s.say(
        "It is due on {day}.",
        "Due date: {day}.",
        "The payment is due {day}.",
        "Deadline is {day}.");
    s.sayIf(
        paid,
        List.of("It has been paid.", "Already paid.", "We paid it last week."),
        List.of("It is still open.", "Not paid yet.", "It has not been paid.", "Please pay it."));
  }

  private static void flight(Story s, Draw d) {
    s.put("flight", d.capitals(2) + d.digits(3)).put("from", d.city()).put("to", d.city());
    s.put("departure", d.time());
    s.open(
        "Flight {flight} goes from {from} to {to}.",
        "{flight} from {from} to {to}.",
        "This is a call for flight {flight} to {to}, coming from {from}.",
        "Passengers of {flight} fly from {from} to {to}.",
        "I booked {flight}. It flies to {to} from {from}.");
    s.say(
        "It departs at {departure}.",
        "Departure is at {departure}.",
        "It leaves at {departure}.",
        "Planned departure: {departure}.");
    if (d.chance(0.7)) {
      s.put("gate", d.capitals(1) + d.between(1, 60));
      s.say("Gate {gate}.", "Boarding is at gate {gate}.", "The gate is {gate}.", "Go to {gate}.");
    } else {
      s.putNull("gate").say("The gate is not known yet.", "", "No gate yet.");
    }
    if (d.chance(0.6)) {
      s.put("delay_minutes", d.between(1, 24) * 5);
      s.say(
          "It is {delay_minutes} minutes late.",
          "The delay is {delay_minutes} minutes.",
          "Expect a delay of {delay_minutes} minutes.",
          "Delayed by {delay_minutes} minutes.");
    } else {
      s.put("delay_minutes", 0).say("It is on time.", "There is no delay.", "No delay.");
    }
  }

  private static void recipe(Story s, Draw d) {
    List<String> things = d.some(Words.INGREDIENTS, d.between(1, 3));
    s.put("dish", things.getFirst() + " " + d.pick(Words.DISHES));
    s.put("serves", d.between(1, 12)).put("minutes", d.between(2, 24) * 5);
    ArrayNode ingredients = s.record().putArray("ingredients");
    List<String> parts = new ArrayList<>();
    d.shuffle(things);
    for (String thing : things) {
      String unit = d.pick("g", "ml", "cups", "spoons");
      int amount = unit.equals("g") || unit.equals("ml") ? d.between(1, 20) * 50 : d.between(2, 9);
      ObjectNode ingredient = ingredients.addObject();
      ingredient.put("name", thing);
      ingredient.put("amount", amount);
      ingredient.put("unit", unit);
      parts.add(amount + " " + unit + " of " + thing);
    }
    s.let("ingredients", Draw.joined(parts));
    boolean vegetarian = d.chance(0.5);
    s.put("vegetarian", vegetarian);
    s.open(
        "Today we make {dish}.",
        "My favourite is {dish}.",
        "Recipe for {dish}.",
        "Try this {dish}.",
        "Grandmother's {dish}.");
    s.say(
        "You need {ingredients}.",
        "Ingredients: {ingredients}.",
        "Take {ingredients}.",
        "Mix {ingredients}.");
    s.say(
        "It serves {serves}.",
        "Enough for {serves} people.",
        "Serves {serves}.",
        "This feeds {serves} persons.");
    s.say(
        "It takes {minutes} minutes.",
        "Ready in {minutes} minutes.",
        "Time: {minutes} minutes.",
        "Cook it for {minutes} minutes.");
    s.sayIf(
        vegetarian,
        List.of("It is vegetarian.", "No meat at all.", "Good for vegetarians."),
        List.of("It is not vegetarian.", "Not for vegetarians.", "It goes with some ham."));
  }

  private static void job(Story s, Draw d) {
    s.put("position", d.pick(Words.LEVELS) + " " + d.pick(Words.ROLES));
    s.put("company", d.company()).put("city", d.city());
    s.open(
        "{company} in {city} is hiring a {position}.",
        "We look for a {position}. We are {company} from {city}.",
        "Job offer: {position} at {company}, {city}.",
        "A {position} is wanted at {company} in {city}.");
    if (d.chance(0.65)) {
      s.put("salary", d.between(40, 240) * 500);
      s.say(
          "The salary is {salary}.",
          "It pays {salary} a year.",
          "Salary: {salary}.",
          "You earn {salary}.");
    }
    boolean remote = d.chance(0.5);
    s.put("remote", remote);
    s.sayIf(
        remote,
        List.of("You can work remotely.", "Remote work is possible.", "Work from home."),
        List.of("You work in our office.", "No remote work.", "Remote work is not possible."));
    s.put("skills", d.some(Words.SKILLS, d.between(1, 3)));
    s.say(
        "You should know {skills}.",
        "Skills: {skills}.",
        "We ask for {skills}.",
        "Experience with {skills} is needed.");
  }

  private static void book(Story s, Draw d) {
    s.put("title", d.title()).put("author", d.person());
    s.put("year", d.between(1850, 2026)).put("pages", d.between(60, 990));
    s.put("genres", d.some(Words.GENRES, d.between(1, 2)));
    boolean available = d.chance(0.5);
    s.put("available", available);
    s.open(
        "{title} was written by {author} in {year}.",
        "{author} published {title} in {year}.",
        "I am reading {title} by {author}. It came out in {year}.",
        "In {year} {author} wrote {title}.",
        "The library has {title} by {author} from {year}.");
    s.say("It has {pages} pages.", "{pages} pages.", "The book is {pages} pages long.");
    s.say(
        "Genre: {genres}.",
        "It is filed under {genres}.",
        "You find it in {genres}.",
        "Readers of {genres} will like it.");
    s.sayIf(
        available,
        List.of("It is available.", "You can borrow it now.", "A copy is on the shelf."),
        List.of("It is not available.", "It is lent out.", "All copies are taken."));
  }

  private static void weather(Story s, Draw d) {
    int low = d.between(-15, 22);
    s.put("city", d.city()).put("high", low + d.between(1, 14)).put("low", low);
    s.put("sky", d.pick("sunny", "cloudy", "rainy", "foggy", "snowy"));
    s.open(
        "The weather in {city} is {sky}.",
        "{city}: a {sky} day.",
        "It will be {sky} in {city}.",
        "Today {city} is {sky}.",
        "Expect a {sky} day in {city}.");
    s.say(
        "Temperatures reach {high} degrees, at night {low}.",
        "High {high}, low {low}.",
        "Between {low} and {high} degrees.",
        "From {low} degrees in the morning to {high} in the afternoon.",
        "The low is {low} and the high is {high}.");
    if (d.chance(0.6)) {
      s.put("rain_mm", d.decimal(0, 40, 1));
      s.say("{rain_mm} mm of rain.", "Rain: {rain_mm} mm.", "We expect {rain_mm} mm of rain.");
    } else {
      s.record().put("rain_mm", 0);
      s.say("No rain.", "It stays dry.", "There will be no rain.");
    }
    ObjectNode wind = s.record().putObject("wind");
    int speed = d.between(1, 95);
    String direction = d.pick("north", "south", "east", "west");
    wind.put("speed", speed);
    wind.put("direction", direction);
    s.let("speed", speed).let("direction", direction);
    s.say(
        "Wind from the {direction} at {speed} km/h.",
        "The wind blows with {speed} km/h from {direction}.",
        "Wind: {direction}, {speed} km/h.",
        "A wind of {speed} km/h comes from the {direction}.");
  }

  private static void review(Story s, Draw d) {
    s.put("product", d.product()).put("reviewer", d.person());
    int stars = d.between(1, 5);
    s.put("stars", stars);
    s.let("words", List.of("one", "two", "three", "four", "five").get(stars - 1));
    s.open(
        "{reviewer} bought the {product}.",
        "Review of the {product} by {reviewer}.",
        "{reviewer} wrote about the {product}.",
        "The {product} was tested by {reviewer}.");
    s.say(
        "{stars} of 5 stars.",
        "It gets {words} out of five.",
        "Stars: {stars}.",
        "I give it {words} of five stars.");
    s.put("pros", d.some(Words.PROS, d.between(0, 2)));
    s.put("cons", d.some(Words.CONS, d.between(0, 2)));
    if (s.record().get("pros").isEmpty()) {
      s.say("", "Nothing good to say.", "There is nothing to like.");
    } else {
      s.say("Good: {pros}.", "I liked the {pros}.", "Pros: {pros}.", "It has {pros}.");
    }
    if (s.record().get("cons").isEmpty()) {
      s.say("", "No complaints.", "There is nothing to complain about.");
    } else {
      s.say("Bad: {cons}.", "I did not like the {cons}.", "Cons: {cons}.", "Sadly {cons}.");
    }
    boolean recommended = d.chance(0.5);
    s.put("recommended", recommended);
    s.sayIf(
        recommended,
        List.of("I recommend it.", "Buy it.", "I would buy it again."),
        List.of("I do not recommend it.", "Do not buy it.", "I would not buy it again."));
  }

  private static void rental(Story s, Draw d) {
    s.put("vehicle", d.pick(Words.ADJECTIVES) + " " + d.pick(Words.CARS));
    ObjectNode driver = s.record().putObject("driver");
    String name = d.person();
    int age = d.between(19, 85);
    driver.put("name", name);
    driver.put("age", age);
    s.let("name", name).let("age", age);
    s.put("days", d.between(1, 30)).put("price_per_day", d.decimal(15, 200, 2));
    boolean insurance = d.chance(0.5);
    s.put("insurance", insurance);
    s.open(
        "{name}, {age} years old, rents a {vehicle}.",
        "A {vehicle} was rented by {name} ({age}).",
        "Rental of a {vehicle}. The driver is {name}, aged {age}.",
        "The {vehicle} goes to {name}, who is {age}.");
    s.say(
        "The rental is for {days} days.",
        "For {days} days.",
        "Days: {days}.",
        "It comes back after {days} days.");
    s.say(
        "The price is {price_per_day} per day.",
        "Each day costs {price_per_day}.",
        "{price_per_day} a day.",
        "Daily price: {price_per_day}.");
    s.sayIf(
        insurance,
        List.of("With insurance.", "Insurance is included.", "The insurance was booked."),
        List.of("Without insurance.", "No insurance.", "The insurance was declined."));
  }

  private static void match(Story s, Draw d) {
    Draw.Day day = d.day();
    s.put("home", d.city() + " " + d.pick(Words.TEAM_WORDS));
    s.put("away", d.city() + " " + d.pick(Words.TEAM_WORDS));
    s.put("home_goals", d.between(0, 7)).put("away_goals", d.between(0, 7));
    s.put("date", day.iso()).let("day", day.written());
    s.open(
        "{home} played {away} at home, {home_goals}:{away_goals}.",
        "{home} against {away} ended {home_goals} to {away_goals}.",
        "Result: {home} {home_goals}, {away} {away_goals}.",
        "{away} visited {home}. The score was {home_goals}-{away_goals} for the home side.");
    s.say(
        "The match was on {day}.", "Date: {day}.", "They met on {day}.", "It was played on {day}.");
    if (d.chance(0.7)) {
      s.put("spectators", d.between(50, 60000));
      s.say(
          "{spectators} spectators came.",
          "Spectators: {spectators}.",
          "It was watched by {spectators} people.");
    } else {
      s.putNull("spectators").say("", "Nobody counted the spectators.", "Spectators unknown.");
    }
  }

  private static void appointment(Story s, Draw d) {
    Draw.Day day = d.day();
    s.put("patient", d.person()).put("doctor", d.person());
    s.put("date", day.iso()).let("day", day.written()).put("time", d.time());
    s.open(
        "The patient {patient} sees doctor {doctor} on {day}.",
        "Appointment on {day}. The patient is {patient} and the doctor is {doctor}.",
        "Doctor {doctor} expects the patient {patient} on {day}.");
    s.say("The time is {time}.", "Time: {time}.", "Please come at {time}.", "It starts at {time}.");
    if (d.chance(0.7)) {
      s.put("room", d.between(1, 400));
      s.say("The room is {room}.", "Room {room}.", "Go to room {room}.");
    }
    boolean first = d.chance(0.5);
    s.put("first_visit", first);
    s.sayIf(
        first,
        List.of("It is the first visit.", "This is a first visit.", "First visit: yes."),
        List.of("It is not the first visit.", "This is not a first visit.", "First visit: no."));
  }

  private static void delivery(Story s, Draw d) {
    s.put("parcel", d.capitals(2) + "-" + d.digits(3)).put("recipient", d.person());
    s.put("city", d.city()).put("weight", d.decimal(0, 40, 1));
    s.put("status", d.pick("waiting", "shipped", "delivered"));
    boolean fragile = d.chance(0.5);
    s.put("fragile", fragile);
    s.open(
        "The parcel {parcel} goes to {city}. The recipient is {recipient}.",
        "Parcel {parcel} for {recipient} in {city}.",
        "{recipient} in {city} is the recipient of parcel {parcel}.");
    s.say("The weight is {weight} kg.", "Weight: {weight} kg.", "It has a weight of {weight} kg.");
    s.say("The status is {status}.", "Status: {status}.", "It is {status}.");
    s.sayIf(
        fragile,
        List.of("It is fragile.", "Careful, fragile.", "The parcel is fragile."),
        List.of("It is not fragile.", "Not fragile.", "The parcel is not fragile."));
  }

  private static void house(Story s, Draw d) {
    s.put("city", d.city()).put("price", d.between(80, 2000) * 500);
    s.put("rooms", d.between(1, 14)).put("area", d.decimal(30, 400, 1));
    boolean garden = d.chance(0.5);
    s.put("garden", garden);
    ObjectNode owner = s.record().putObject("owner");
    String name = d.person();
    owner.put("name", name);
    s.let("name", name);
    s.open(
        "A house in {city} is for sale.",
        "House for sale in {city}.",
        "This house stands in {city}.",
        "New on the market: a house in {city}.");
    s.say("The price is {price}.", "Price: {price}.", "They ask a price of {price}.");
    s.say("It has {rooms} rooms.", "Rooms: {rooms}.", "There are {rooms} rooms.");
    s.say("The area is {area} square metres.", "Area: {area}.", "It has an area of {area} m2.");
    s.sayIf(
        garden,
        List.of("It has a garden.", "With garden.", "There is a garden."),
        List.of("It has no garden.", "Without garden.", "There is no garden."));
    if (d.chance(0.7)) {
      String phone = d.phone();
      owner.put("phone", phone);
      s.let("phone", phone);
      s.say(
          "The owner is {name}, phone {phone}.",
          "Owner: {name}. Phone: {phone}.",
          "Call the owner {name} at {phone}.");
    } else {
      owner.putNull("phone");
      s.say("The owner is {name}.", "Owner: {name}.", "The owner {name} has no phone.");
    }
  }

  private static void course(Story s, Draw d) {
    Draw.Day day = d.day();
    List<String> subjects = d.some(Words.SUBJECTS, 4);
    s.put("title", Draw.capital(subjects.getFirst()) + " for " + d.pick("all", "beginners"));
    s.put("teacher", d.person()).put("start", day.iso()).let("day", day.written());
    s.put("weeks", d.between(2, 30)).put("price", d.decimal(10, 600, 2));
    s.put("topics", List.copyOf(subjects.subList(1, d.between(2, 4))));
    s.open(
        "The title of the course is {title}.",
        "New course with the title {title}.",
        "Course title: {title}.");
    s.say("The teacher is {teacher}.", "Teacher: {teacher}.", "{teacher} is the teacher.");
    s.say("The start is on {day}.", "Start: {day}.", "We start on {day}.");
    s.say("It takes {weeks} weeks.", "Weeks: {weeks}.", "The course goes on for {weeks} weeks.");
    s.say("The price is {price}.", "Price: {price}.", "It has a price of {price}.");
    s.say("The topics are {topics}.", "Topics: {topics}.", "Its topics are {topics}.");
  }
}
